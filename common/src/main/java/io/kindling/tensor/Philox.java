package io.kindling.tensor;

/**
 * The random generator Philox4x32-10: for each 64-bit key, a bijection of 128-bit counters whose values pass the usual
 * tests of randomness. Four words of a key's stream can be computed at any position, in any order, without state.
 *
 * <p>Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
 */
public final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_2 = 0xCD9E8D57L;
    /** Added to the key each round: the fractional parts of the golden ratio and of the square root of 3. */
    private static final int WEYL_0 = 0x9E3779B9;

    private static final int WEYL_1 = 0xBB67AE85;

    private Philox() {}

    /** Replaces the four words of a counter by its random words under a key. */
    public static void encrypt(int[] words, int key0, int key1) {
        int w0 = words[0];
        int w1 = words[1];
        int w2 = words[2];
        int w3 = words[3];
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (w0 & 0xffffffffL);
            long product2 = MULTIPLIER_2 * (w2 & 0xffffffffL);
            w0 = (int) (product2 >>> 32) ^ w1 ^ key0;
            w1 = (int) product2;
            w2 = (int) (product0 >>> 32) ^ w3 ^ key1;
            w3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        words[0] = w0;
        words[1] = w1;
        words[2] = w2;
        words[3] = w3;
    }
}
