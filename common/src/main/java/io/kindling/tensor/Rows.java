package io.kindling.tensor;

import io.kindling.tensor.internal.CallSite;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The ids of the rows that the leading axis of a tensor holds. A row has the same id on whatever shard it is computed,
 * and random draws for the row are keyed by it. While a function is traced, the rows of its arguments are placeholders:
 * their ids are known only when the plan runs.
 */
public final class Rows {
    /** The source of a row whose id is known. */
    private static final int KNOWN = -1;

    /** The id of each row; for a placeholder its index in its source. */
    private final long[] ids;

    private final int[] sources;

    private Rows(long[] ids, int[] sources) {
        this.ids = ids;
        this.sources = sources;
    }

    private static Rows known(long[] ids) {
        int[] sources = new int[ids.length];
        Arrays.fill(sources, KNOWN);
        return new Rows(ids, sources);
    }

    public static Rows of(long... ids) {
        return known(ids.clone());
    }

    /** Returns rows {@code from}, {@code from + 1}, ... */
    public static Rows range(long from, int count) {
        return known(consecutive(from, count));
    }

    /**
     * Returns placeholders for the rows of a source, for use while a function is traced.
     *
     * @param source a number from 0, which {@link #resolve} uses to look up the rows
     * @param count number of rows
     */
    public static Rows placeholders(int source, int count) {
        int[] sources = new int[count];
        Arrays.fill(sources, source);
        return new Rows(consecutive(0, count), sources);
    }

    private static long[] consecutive(long from, int count) {
        long[] ids = new long[count];
        Arrays.setAll(ids, i -> from + i);
        return ids;
    }

    /** Returns these rows with placeholders replaced by the rows of their sources. */
    public Rows resolve(IntFunction<Rows> rowsOfSource) {
        long[] resolved = new long[ids.length];
        Arrays.setAll(
                resolved,
                row -> sources[row] == KNOWN
                        ? ids[row]
                        : rowsOfSource.apply(sources[row]).id((int) ids[row]));
        return known(resolved);
    }

    public int count() {
        return ids.length;
    }

    /**
     * Returns the id of a row.
     *
     * @throws IllegalStateException if the row is a placeholder, that is, while a function is traced
     */
    public long id(int row) {
        if (sources[row] != KNOWN) {
            throw new IllegalStateException(
                    "Cannot read the number of a row here: the function is being compiled, so the"
                            + " number does not exist yet" + CallSite.at()
                            + ". Compute with tensors and draw with Randomness, or compute operation by operation (--eager).");
        }
        return ids[row];
    }

    public Rows slice(int from, int count) {
        return new Rows(Arrays.copyOfRange(ids, from, from + count), Arrays.copyOfRange(sources, from, from + count));
    }

    public Rows select(int[] positions) {
        return new Rows(
                Arrays.stream(positions).mapToLong(i -> ids[i]).toArray(),
                Arrays.stream(positions).map(i -> sources[i]).toArray());
    }

    public static Rows concat(List<Rows> parts) {
        return new Rows(
                parts.stream().flatMapToLong(part -> Arrays.stream(part.ids)).toArray(),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.sources)).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows rows && Arrays.equals(ids, rows.ids) && Arrays.equals(sources, rows.sources);
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
