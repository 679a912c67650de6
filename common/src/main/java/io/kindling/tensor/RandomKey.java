package io.kindling.tensor;

/**
 * The key of a random draw: all parts that the draw depends on, mixed into 64 bits. Equal parts give equal draws,
 * independent of machine and order. Immutable.
 */
public record RandomKey(long bits) {
    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed));
    }

    /**
     * Returns the key with one more part, such as a step, a phase or the ordinal of a call. Distinct parts give
     * distinct keys.
     */
    public RandomKey with(long part) {
        return new RandomKey(mix(bits ^ mix(part + 0x9e3779b97f4a7c15L)));
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): a bijection. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
