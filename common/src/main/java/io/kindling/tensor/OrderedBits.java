package io.kindling.tensor;

/**
 * Float32 numbers as whole numbers of the same order: zeros are equal, subnormal numbers are zeros, as for all kernels, and
 * every NaN is the greatest. The greatest of some is found without a branch that depends on them.
 */
final class OrderedBits {
    /** The bits of a float32 number that say its sign, those of infinity, and those of the greatest subnormal number. */
    private static final int SIGN = 0x80000000;

    private static final int INFINITY = 0x7f800000;

    private static final int SUBNORMAL = 0x007fffff;

    private OrderedBits() {}

    /**
     * Makes them of the numbers' bits, in place.
     *
     * @param negated whether they are to be those of the negative numbers, for the order that runs the other way
     */
    static void order(int[] bits, int count, boolean negated) {
        int turned = negated ? SIGN : 0;
        for (int i = 0; i < count; i++) {
            int x = bits[i] ^ turned;
            int unsigned = x & ~SIGN;
            int magnitude = unsigned & ((SUBNORMAL - unsigned) >> 31);
            int isNaN = (INFINITY - magnitude) >> 31;
            int negative = x >> 31;
            int ordered = (magnitude ^ negative) - negative;
            bits[i] = (ordered & ~isNaN) | (isNaN >>> 1);
        }
    }

    /** The greatest of so many, at least one, from a place on. */
    static int greatest(int[] ordered, int from, int count) {
        int greatest = ordered[from];
        for (int i = from + 1; i < from + count; i++) {
            greatest = Math.max(greatest, ordered[i]);
        }
        return greatest;
    }

    /** The number that it was made of. */
    static float number(int ordered) {
        int negative = ordered >> 31;
        return Float.intBitsToFloat(((ordered ^ negative) - negative) | (negative & SIGN));
    }
}
