package io.kindling.data;

/**
 * Random integers from a key: number i is a mix of the key and i, so equal keys give equal sequences everywhere.
 * Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (OOPSLA 2014), with the constants of
 * Stafford's variant 13.
 */
final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix64(long state) {
        this.state = state;
    }

    /** Returns a generator whose sequence depends on the key. */
    static SplitMix64 keyed(long... key) {
        long state = 0;
        for (long part : key) {
            state = new SplitMix64(state + part).next();
        }
        return new SplitMix64(state);
    }

    long next() {
        state += GOLDEN_GAMMA;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Returns a number from 0 to {@code bound - 1}, all equally likely (Lemire's multiplication with rejection). */
    int below(int bound) {
        long scaled = (next() >>> 32) * bound;
        if ((scaled & 0xFFFFFFFFL) < bound) {
            long threshold = (1L << 32) % bound;
            while ((scaled & 0xFFFFFFFFL) < threshold) {
                scaled = (next() >>> 32) * bound;
            }
        }
        return (int) (scaled >>> 32);
    }
}
