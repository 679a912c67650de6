package io.kindling.tensor;

import java.util.Arrays;

/**
 * Which rows of a population the leading axis of a tensor holds: for each row a number that is the same on whatever
 * shard the row is computed. Random draws for a row are keyed by it.
 */
public final class Rows {
    private final long[] ids;

    private Rows(long[] ids) {
        this.ids = ids;
    }

    public static Rows of(long... ids) {
        return new Rows(ids.clone());
    }

    /** Rows {@code from}, {@code from + 1}, ... */
    public static Rows range(long from, int count) {
        long[] ids = new long[count];
        Arrays.setAll(ids, i -> from + i);
        return new Rows(ids);
    }

    public int count() {
        return ids.length;
    }

    public long id(int row) {
        return ids[row];
    }

    public Rows slice(int from, int count) {
        return new Rows(Arrays.copyOfRange(ids, from, from + count));
    }

    public Rows select(int[] positions) {
        return new Rows(Arrays.stream(positions).mapToLong(i -> ids[i]).toArray());
    }

    public static Rows concat(Iterable<Rows> parts) {
        long[] all = new long[0];
        for (Rows part : parts) {
            int end = all.length;
            all = Arrays.copyOf(all, end + part.ids.length);
            System.arraycopy(part.ids, 0, all, end, part.ids.length);
        }
        return new Rows(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows rows && Arrays.equals(ids, rows.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return "Rows" + Arrays.toString(ids);
    }
}
