package io.kindling.program;

import io.kindling.tensor.ComputeThread;
import java.util.Arrays;
import java.util.List;

/**
 * Adds shards' gradients, a range of elements at a time, with the bits that {@link CanonicalSum} gives, wherever ranges are
 * cut; and finds whether all sums from {@link #begin} to {@link #end} are finite. One thread adds; others may read what was
 * found once they have met it.
 *
 * <p>All loops go over two arrays from their first elements on: only then does the JVM make vector instructions of them.
 */
final class RangeSum {
    private final List<GradientMemory> shares;
    /** The sum of a range, then what is needed beside it, a level of the tree each. */
    private final float[][] levels;
    /** 0 where all sums at a place of their ranges were finite, else NaN; a power of two of them. */
    private final float[] zeros;

    private boolean finite = true;

    /**
     * @param shares at least one
     * @param length of the longest range
     */
    RangeSum(List<GradientMemory> shares, int length) {
        this.shares = shares;
        this.levels = new float[1 + Integer.SIZE - Integer.numberOfLeadingZeros(shares.size() - 1)][length];
        this.zeros = new float[Integer.highestOneBit(Math.max(1, 2 * length - 1))];
    }

    /** Begins anew: nothing has been added. */
    void begin() {
        ComputeThread.prepare();
        Arrays.fill(zeros, 0);
    }

    /** Adds elements {@code from} to {@code to} of all shares into the same elements of an array. */
    void into(float[] sum, int from, int to) {
        add(0, shares.size(), from, to, 0);
        look(levels[0], zeros, to - from);
        System.arraycopy(levels[0], 0, sum, from, to - from);
    }

    /** Finds whether all sums since the beginning are finite. */
    void end() {
        for (int half = zeros.length / 2; half > 0; half /= 2) {
            System.arraycopy(zeros, half, levels[0], 0, half);
            add(zeros, levels[0], half);
        }
        finite = zeros[0] == 0;
    }

    /** What {@link #end} found. */
    boolean isFinite() {
        return finite;
    }

    private void add(int first, int end, int from, int to, int level) {
        int count = end - first;
        if (count == 1) {
            shares.get(first).all().read(from, to, levels[level], 0);
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

    private static void look(float[] sum, float[] zeros, int count) {
        for (int i = 0; i < count; i++) {
            zeros[i] += sum[i] * 0f;
        }
    }
}
