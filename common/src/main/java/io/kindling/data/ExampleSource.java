package io.kindling.data;

import java.util.Arrays;

/**
 * Rows in one fixed order that can be read in parts, so that a shard reads only its own. A source is cheap until it is
 * read; {@code read(new long[0])} has no rows, and tells their types and shapes.
 */
public interface ExampleSource {
    /** The number of rows. */
    long count();

    /**
     * The rows at these positions of the source's order.
     *
     * @param positions ascending, without repeats, each from 0 to {@code count() - 1}
     * @throws DataException where the rows cannot be read
     */
    Examples read(long[] positions);

    /**
     * All rows, in the source's order.
     *
     * @throws DataException where the rows cannot be read
     */
    default Examples readAll() {
        long[] all = new long[Math.toIntExact(count())];
        Arrays.setAll(all, i -> i);
        return read(all);
    }

    /**
     * The labels of the rows at these positions, without their features where the format allows it.
     *
     * @throws DataException where there are none, or they cannot be read
     */
    default Column readLabels(long[] positions) {
        return read(positions)
                .labels()
                .orElseThrow(() -> new DataException("Cannot read labels: these examples have none."));
    }

    /**
     * The number of classes that the labels name: the largest label and one. 0 where there are no rows.
     *
     * @throws DataException where a label is negative or is no whole number, naming the first such row
     */
    default int classes() {
        return ClassLabels.of(this, 0, count()).classes();
    }

    /**
     * Refuses labels that are not class numbers from 0 to {@code classes - 1}.
     *
     * @throws DataException naming the first such row
     */
    default void requireLabelsBelow(int classes) {
        ClassLabels.of(this, 0, count()).requireBelow(classes);
    }

    /** The rows from one position to before another. */
    default ExampleSource slice(long from, long to) {
        return new SourceSlice(this, from, to);
    }

    /** These rows, then those of another source like this one; weights are left out. */
    default ExampleSource then(ExampleSource more) {
        return new JoinedSources(this, more);
    }

    /** The first rows, at most all. */
    default ExampleSource take(long rows) {
        return slice(0, Math.min(rows, count()));
    }

    /** What is left after the first rows, perhaps nothing. */
    default ExampleSource skip(long rows) {
        return slice(Math.min(rows, count()), count());
    }
}
