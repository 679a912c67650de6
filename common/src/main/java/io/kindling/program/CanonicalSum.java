package io.kindling.program;

import io.kindling.tensor.ComputeThread;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Adds shares along one fixed binary tree over the shard index, split at the largest power of two below the count: the
 * order never depends on who computed a share or when it arrived.
 */
public final class CanonicalSum {
    private CanonicalSum() {}

    /** The sum of at least one share. */
    public static <T> T of(List<T> shares, BinaryOperator<T> add) {
        int count = shares.size();
        if (count == 1) {
            return shares.get(0);
        }
        int left = Integer.highestOneBit(count - 1);
        return add.apply(of(shares.subList(0, left), add), of(shares.subList(left, count), add));
    }

    /** The sum of arrays of one length; the first of each pair is overwritten. */
    public static float[] of(List<float[]> shares) {
        ComputeThread.prepare();
        return of(shares, (a, b) -> {
            for (int i = 0; i < a.length; i++) {
                a[i] += b[i];
            }
            return a;
        });
    }

    /** Arrays to add ranges of up to so many elements with, for one thread. */
    static float[][] scratch(int shares, int length) {
        return new float[1 + Integer.SIZE - Integer.numberOfLeadingZeros(shares - 1)][length];
    }

    /**
     * Adds elements {@code from} to {@code to} of all shares into the same elements of an array; with the bits that
     * {@link #of(List)} gives, wherever ranges are cut.
     */
    static void into(float[] sum, List<GradientMemory> shares, int from, int to, float[][] scratch) {
        ComputeThread.prepare();
        add(shares, from, to, scratch, 0);
        System.arraycopy(scratch[0], 0, sum, from, to - from);
    }

    /** Adds into the first elements of an array of the scratch; what is needed beside stands in those after it. */
    private static void add(List<GradientMemory> shares, int from, int to, float[][] scratch, int level) {
        int count = shares.size();
        if (count == 1) {
            shares.get(0).read(from, to, scratch[level], 0);
            return;
        }
        int left = Integer.highestOneBit(count - 1);
        add(shares.subList(0, left), from, to, scratch, level);
        add(shares.subList(left, count), from, to, scratch, level + 1);
        add(scratch[level], scratch[level + 1], to - from);
    }

    /** Both from their first element on: only then are these vector instructions. */
    private static void add(float[] sum, float[] more, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += more[i];
        }
    }
}
