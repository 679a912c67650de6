package io.kindling.tensor.internal.loop;

/**
 * Float32 numbers as integers in the same order. Positive and negative zeros are equal, subnormal numbers are zero as
 * in all kernels, and every NaN is the greatest. The maximum is found without branches that depend on the values.
 */
public final class OrderedBits {
    /** Masks of a float32 number: the sign, infinity, and the largest subnormal number. */
    private static final int SIGN = 0x80000000;

    private static final int INFINITY = 0x7f800000;

    private static final int SUBNORMAL = 0x007fffff;

    private OrderedBits() {}

    /**
     * Converts raw float32 bits to ordered integers, in place.
     *
     * @param negated whether to negate the numbers first, which reverses their order
     */
    public static void order(int[] bits, int count, boolean negated) {
        int signFlip = negated ? SIGN : 0;
        for (int i = 0; i < count; i++) {
            int x = bits[i] ^ signFlip;
            int unsigned = x & ~SIGN;
            int magnitude = unsigned & ((SUBNORMAL - unsigned) >> 31);
            int isNaN = (INFINITY - magnitude) >> 31;
            int negative = x >> 31;
            int ordered = (magnitude ^ negative) - negative;
            bits[i] = (ordered & ~isNaN) | (isNaN >>> 1);
        }
    }

    /** Returns the greatest of {@code count} numbers, at least one, beginning at {@code from}. */
    public static int greatest(int[] ordered, int from, int count) {
        int greatest = ordered[from];
        for (int i = from + 1; i < from + count; i++) {
            greatest = Math.max(greatest, ordered[i]);
        }
        return greatest;
    }

    /** Returns the float32 number of an ordered integer. */
    static float number(int ordered) {
        int negative = ordered >> 31;
        return Float.intBitsToFloat(((ordered ^ negative) - negative) | (negative & SIGN));
    }
}
