package io.kindling.driver.table.internal;

/**
 * A checksum of a sequence of rows. It depends on their values and order, but not on the blocks in which they were read.
 *
 * @param value a polynomial of the rows' hashes, modulo 2^64
 * @param rows how many rows there are
 */
public record RowsChecksum(long value, long rows) {
    /** That of no rows. */
    public static final RowsChecksum EMPTY = new RowsChecksum(0, 0);

    /** Odd, so that a product keeps all bits. */
    static final long FACTOR = 0x9E3779B97F4A7C15L;

    /** Appends a row with this hash. */
    public RowsChecksum add(long row) {
        return new RowsChecksum(value * FACTOR + row, rows + 1);
    }

    /** Appends the rows of another sequence. */
    public RowsChecksum then(RowsChecksum next) {
        return new RowsChecksum(value * power(next.rows) + next.value, rows + next.rows);
    }

    private static long power(long exponent) {
        long result = 1;
        long square = FACTOR;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    @Override
    public String toString() {
        return Long.toHexString(value);
    }
}
