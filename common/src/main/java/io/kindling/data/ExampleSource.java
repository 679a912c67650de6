package io.kindling.data;

import java.util.Arrays;

/**
 * Rows in a fixed order that can be read in parts, so that a shard reads only its own rows. A source is cheap until it is
 * read; {@code read(new long[0])} returns no rows, but has their types and shapes.
 */
public interface ExampleSource {
    /** The number of rows. */
    long count();

    /**
     * Returns the rows at these positions of the source's order.
     *
     * @param positions ascending, without repeats, each from 0 to {@code count() - 1}
     * @throws DataException if the rows cannot be read
     */
    Examples read(long[] positions);

    /**
     * Returns all rows, in the source's order.
     *
     * @throws DataException if the rows cannot be read
     */
    default Examples readAll() {
        long[] all = new long[Math.toIntExact(count())];
        Arrays.setAll(all, i -> i);
        return read(all);
    }

    /**
     * Returns the labels of the rows at these positions, without reading their features if the format allows it.
     *
     * @throws DataException if there are none, or if they cannot be read
     */
    default Column readLabels(long[] positions) {
        return read(positions)
                .labels()
                .orElseThrow(() -> new DataException("Cannot read labels: these examples have none."));
    }

    /**
     * Returns the number of classes: the largest label plus one, or 0 if there are no rows.
     *
     * @throws DataException if a label is negative or not an integer; names the first such row
     */
    default int classes() {
        return ClassLabels.of(this, 0, count()).classes();
    }

    /**
     * Checks that labels are class indices from 0 to {@code classes - 1}.
     *
     * @throws DataException if one is not; names the first such row
     */
    default void requireLabelsBelow(int classes) {
        ClassLabels.of(this, 0, count()).requireBelow(classes);
    }

    /** Returns the rows from position {@code from} up to, not including, {@code to}. */
    default ExampleSource slice(long from, long to) {
        return new SourceSlice(this, from, to);
    }

    /** Returns these rows, followed by those of a second source of the same types and shapes; without weights. */
    default ExampleSource concat(ExampleSource more) {
        return new JoinedSources(this, more);
    }

    /** Returns the first rows, at most all. */
    default ExampleSource take(long rows) {
        return slice(0, Math.min(rows, count()));
    }

    /** Returns the rows after the first ones, possibly none. */
    default ExampleSource skip(long rows) {
        return slice(Math.min(rows, count()), count());
    }
}
