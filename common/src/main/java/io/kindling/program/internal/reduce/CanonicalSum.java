package io.kindling.program.internal.reduce;

import io.kindling.tensor.internal.natives.ComputeThread;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Adds partial results along one fixed binary tree over the shard index, split at the largest power of two below the count.
 * The order of additions does not depend on which executor computed a partial result or when it arrived.
 */
public final class CanonicalSum {
    private CanonicalSum() {}

    /**
     * The number of partials in the left half of the tree.
     *
     * @param count the number of partials in the tree, at least 2
     */
    public static int left(int count) {
        return Integer.highestOneBit(count - 1);
    }

    /** The sum of at least one partial. */
    public static <T> T of(List<T> partials, BinaryOperator<T> add) {
        int count = partials.size();
        if (count == 1) {
            return partials.get(0);
        }
        int left = left(count);
        return add.apply(of(partials.subList(0, left), add), of(partials.subList(left, count), add));
    }

    /** The sum of arrays of the same length. The arrays are overwritten, and the result is the first of them. */
    public static float[] of(List<float[]> partials) {
        ComputeThread.prepare();
        return of(partials, (a, b) -> {
            for (int i = 0; i < a.length; i++) {
                a[i] += b[i];
            }
            return a;
        });
    }
}
