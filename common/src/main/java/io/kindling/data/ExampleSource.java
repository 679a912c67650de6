package io.kindling.data;

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

    /** The rows from one position to before another. */
    default ExampleSource slice(long from, long to) {
        return new SourceSlice(this, from, to);
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
