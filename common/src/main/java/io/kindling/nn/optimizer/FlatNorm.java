package io.kindling.nn.optimizer;

/**
 * The sum of squares of a range of a flat array, in double precision. The range is split into blocks of {@value #BLOCK}
 * elements from its start; block sums are added along one fixed binary tree. The sum therefore has the same bits,
 * whichever thread computes a block, in whatever order.
 */
final class FlatNorm {
    static final int BLOCK = 4096;

    private FlatNorm() {}

    /** Returns the sum of squares of elements {@code from} to {@code to}; finite if and only if all elements are. */
    static double sumOfSquares(float[] values, int from, int to) {
        return tree(blocks(values, from, to));
    }

    /** Returns the sum of squares of each block of a range; the last block may be shorter. */
    static double[] blocks(float[] values, int from, int to) {
        double[] sums = new double[(to - from + BLOCK - 1) / BLOCK];
        for (int block = 0; block < sums.length; block++) {
            int start = from + block * BLOCK;
            sums[block] = block(values, start, Math.min(to, start + BLOCK));
        }
        return sums;
    }

    /** Adds numbers along the binary tree that splits at the largest power of two below their count; 0 for none. */
    static double tree(double[] sums) {
        return tree(sums, 0, sums.length);
    }

    /** Adds numbers {@code from} to {@code to} along such a tree; 0 for none. */
    static double tree(double[] sums, int from, int to) {
        int count = to - from;
        if (count <= 1) {
            return count == 0 ? 0 : sums[from];
        }
        int left = Integer.highestOneBit(count - 1);
        return tree(sums, from, from + left) + tree(sums, from + left, to);
    }

    /** Returns 0 if all elements are finite, else NaN, at half the cost of a norm. */
    static double zeroIfFinite(float[] values, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = from;
        for (; i < to - 7; i += 8) {
            a += values[i] * 0f;
            b += values[i + 1] * 0f;
            c += values[i + 2] * 0f;
            d += values[i + 3] * 0f;
            e += values[i + 4] * 0f;
            f += values[i + 5] * 0f;
            g += values[i + 6] * 0f;
            h += values[i + 7] * 0f;
        }
        for (; i < to; i++) {
            a += values[i] * 0f;
        }
        return Math.abs((a + b) + (c + d) + (e + f) + (g + h));
    }

    /** Returns a block's sum of squares. Four accumulators allow the processor to overlap additions. */
    static double block(float[] values, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < to; i++) {
            a += (double) values[i] * values[i];
        }
        return (a + b) + (c + d);
    }
}
