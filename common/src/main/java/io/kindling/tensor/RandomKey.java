package io.kindling.tensor;

/**
 * What a random draw depends on, mixed into 64 bits: equal parts give equal draws, wherever and in whatever order they
 * are made. Immutable.
 */
public record RandomKey(long bits) {
    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed));
    }

    /** The key for one part more: a step, a phase, the ordinal of a call. Distinct parts give distinct keys. */
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
