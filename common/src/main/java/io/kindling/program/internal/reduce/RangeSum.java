package io.kindling.program.internal.reduce;

import io.kindling.program.internal.replica.GradientBuffer;
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
    private final List<GradientBuffer> partials;
    /** The sum of a range, then a temporary array for each level of the tree. */
    private final float[][] levels;
    /** For each offset within a range: 0 if all sums there were finite, else NaN. The length is a power of two. */
    private final float[] zeros;

    private boolean finite = true;

    /**
     * @param partials at least one
     * @param length the length of the longest range
     */
    public RangeSum(List<GradientBuffer> partials, int length) {
        this.partials = partials;
        this.levels = new float[1 + Integer.SIZE - Integer.numberOfLeadingZeros(partials.size() - 1)][length];
        this.zeros = new float[Integer.highestOneBit(Math.max(1, 2 * length - 1))];
    }

    /** Starts a new sum. */
    public void begin() {
        ComputeThread.prepare();
        Arrays.fill(zeros, 0);
    }

    /** Stores the sums of elements {@code from} (inclusive) to {@code to} (exclusive) at the same indices of an array. */
    public void into(float[] sum, int from, int to) {
        add(0, partials.size(), from, to, 0);
        checkFinite(levels[0], zeros, to - from);
        System.arraycopy(levels[0], 0, sum, from, to - from);
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

    private void add(int first, int end, int from, int to, int level) {
        int count = end - first;
        if (count == 1) {
            partials.get(first).all().read(from, to, levels[level], 0);
            return;
        }
        int middle = first + CanonicalSum.left(count);
        add(first, middle, from, to, level);
        add(middle, end, from, to, level + 1);
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
