package io.kindling.program.internal.reduce;

import io.kindling.program.internal.replica.FlatElements;
import io.kindling.tensor.internal.natives.ComputeThread;
import java.util.Arrays;
import java.util.List;

/**
 * Adds shards' gradients, one range of elements at a time, and finds whether all sums from {@link #begin} to {@link #end} are
 * finite. The sums have the same bits as {@link CanonicalSum}'s, for any division into ranges. One thread adds; others may call
 * {@link #isFinite} after a barrier.
 *
 * <p>All loops run over two arrays from index 0: only such loops does the JVM vectorize.
 */
public final class RangeSum {
    private final List<PartialGradient> partials;
    /** The first shard, and the one after the last. */
    private final int first;

    private final int end;
    /** For each shard, the index of the partial gradient that begins there, or -1. */
    private final int[] beginning;
    /** The sum of a range, then a temporary array for each level of the tree. */
    private final float[][] levels;
    /** For each offset within a range: 0 if all sums there were finite, else NaN. The length is a power of two. */
    private final float[] zeros;

    private boolean finite = true;

    /**
     * @param partials at least one, in the order of shards, none missing between the first and the last
     * @param length the length of the longest range
     * @throws IllegalArgumentException if the partials do not add up to one node of the tree
     */
    public RangeSum(List<PartialGradient> partials, int length) {
        this.partials = List.copyOf(partials);
        this.first = partials.get(0).first();
        this.end = partials.get(partials.size() - 1).end();
        this.beginning = beginning();
        this.levels = new float[1 + levels(first, end)][length];
        this.zeros = new float[Integer.highestOneBit(Math.max(1, 2 * length - 1))];
    }

    private int[] beginning() {
        int[] indices = new int[end - first];
        Arrays.fill(indices, -1);
        int next = first;
        for (int i = 0; i < partials.size(); i++) {
            PartialGradient partial = partials.get(i);
            if (partial.first() != next) {
                throw new IllegalArgumentException("Invalid partial gradients: shard " + next + " is missing.");
            }
            indices[partial.first() - first] = i;
            next = partial.end();
        }
        return indices;
    }

    /** The number of levels of the tree below a node. */
    private int levels(int from, int to) {
        if (isPartial(from, to)) {
            return 0;
        }
        if (to - from == 1) {
            throw new IllegalArgumentException("Invalid partial gradients: shard " + from
                    + " is in a partial gradient that is not a node of the tree.");
        }
        int middle = from + CanonicalSum.left(to - from);
        return Math.max(levels(from, middle), 1 + levels(middle, to));
    }

    /** Whether one partial gradient is the sum of a node's shards. */
    private boolean isPartial(int from, int to) {
        int index = beginning[from - first];
        return index >= 0 && partials.get(index).end() == to;
    }

    /** Starts a new sum. */
    public void begin() {
        ComputeThread.prepare();
        Arrays.fill(zeros, 0);
    }

    /** Stores the sums of elements {@code from} (inclusive) to {@code to} (exclusive) at the same indices of an array. */
    public void into(float[] sum, int from, int to) {
        add(from, to);
        System.arraycopy(levels[0], 0, sum, from, to - from);
    }

    /** Stores the sums of elements {@code from} (inclusive) to {@code to} (exclusive) at the same indices of a flat array. */
    public void into(FlatElements sum, int from, int to) {
        add(from, to);
        sum.write(from, to, levels[0], 0);
    }

    private void add(int from, int to) {
        add(first, end, from, to, 0);
        checkFinite(levels[0], zeros, to - from);
    }

    /** Finds whether all sums since {@link #begin} are finite. */
    public void end() {
        for (int half = zeros.length / 2; half > 0; half /= 2) {
            System.arraycopy(zeros, half, levels[0], 0, half);
            add(zeros, levels[0], half);
        }
        finite = zeros[0] == 0;
    }

    /** The result of {@link #end}. */
    public boolean isFinite() {
        return finite;
    }

    private void add(int firstShard, int endShard, int from, int to, int level) {
        if (isPartial(firstShard, endShard)) {
            partials.get(beginning[firstShard - first]).elements().read(from, to, levels[level], 0);
            return;
        }
        int middle = firstShard + CanonicalSum.left(endShard - firstShard);
        add(firstShard, middle, from, to, level);
        add(middle, endShard, from, to, level + 1);
        add(levels[level], levels[level + 1], to - from);
    }

    private static void add(float[] sum, float[] more, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += more[i];
        }
    }

    private static void checkFinite(float[] sum, float[] zeros, int count) {
        for (int i = 0; i < count; i++) {
            zeros[i] += sum[i] * 0f;
        }
    }
}
