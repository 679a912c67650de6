package io.kindling.program;

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
        return of(shares, (a, b) -> {
            for (int i = 0; i < a.length; i++) {
                a[i] += b[i];
            }
            return a;
        });
    }

    /** Arrays to add ranges of up to so many elements with, for one thread. */
    static float[][] scratch(int shares, int length) {
        return new float[Integer.SIZE - Integer.numberOfLeadingZeros(shares)][length];
    }

    /**
     * Adds elements {@code from} to {@code to} of all shares into the same elements of another array; with the bits that
     * {@link #of(List)} gives, wherever ranges are cut.
     */
    static void into(float[] sum, float[][] shares, int from, int to, float[][] scratch) {
        add(sum, from, shares, 0, shares.length, from, to - from, scratch, 0);
    }

    private static void add(
            float[] out,
            int at,
            float[][] shares,
            int first,
            int last,
            int from,
            int length,
            float[][] scratch,
            int level) {
        int count = last - first;
        if (count == 1) {
            System.arraycopy(shares[first], from, out, at, length);
        } else if (count == 2) {
            add(out, at, shares[first], from, shares[first + 1], from, length);
        } else {
            int middle = first + Integer.highestOneBit(count - 1);
            add(out, at, shares, first, middle, from, length, scratch, level + 1);
            if (last - middle == 1) {
                add(out, at, out, at, shares[middle], from, length);
            } else {
                add(scratch[level], 0, shares, middle, last, from, length, scratch, level + 1);
                add(out, at, out, at, scratch[level], 0, length);
            }
        }
    }

    private static void add(float[] out, int at, float[] a, int atA, float[] b, int atB, int length) {
        for (int i = 0; i < length; i++) {
            out[at + i] = a[atA + i] + b[atB + i];
        }
    }
}
