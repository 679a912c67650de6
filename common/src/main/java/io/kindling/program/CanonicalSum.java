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

    /** How many of so many shares, at least two, the left half of the tree adds. */
    static int left(int count) {
        return Integer.highestOneBit(count - 1);
    }

    /** The sum of at least one share. */
    public static <T> T of(List<T> shares, BinaryOperator<T> add) {
        int count = shares.size();
        if (count == 1) {
            return shares.get(0);
        }
        int left = left(count);
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
}
