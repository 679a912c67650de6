package io.kindling.nn.initializer;

import io.kindling.tensor.Shape;
import java.util.function.IntToDoubleFunction;

/**
 * Random numbers by their index: number i of a seed is the same whichever were drawn before it. The functions are
 * {@link StrictMath}'s, so that every machine draws the same bits.
 */
record Draws(long seed) {
    /** Draws for one truncated number; the chance to need them all is 2^-280. */
    private static final int ATTEMPTS = 64;

    static float[] fill(Shape shape, IntToDoubleFunction value) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return values;
    }

    static void checkStddev(double stddev) {
        if (!(stddev >= 0)) {
            throw new IllegalArgumentException("Invalid stddev: " + stddev + " (>= 0)");
        }
    }

    /** Uniform in [0, 1). */
    double uniform(int index) {
        return unit(bits(2L * index));
    }

    /** Standard normal, by Box and Muller's transform. */
    double normal(int index) {
        return normalAt(index);
    }

    /** Standard normal, the first of a number of draws that lies within two. */
    double truncatedNormal(int index) {
        for (long attempt = 0; attempt < ATTEMPTS; attempt++) {
            double drawn = normalAt((attempt << 32) + index);
            if (Math.abs(drawn) < 2) {
                return drawn;
            }
        }
        return 0;
    }

    private double normalAt(long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(bits(2 * index))));
        return radius * StrictMath.cos(2 * Math.PI * unit(bits(2 * index + 1)));
    }

    private static double unit(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    private long bits(long counter) {
        return mix(mix(seed) ^ counter * 0x9e3779b97f4a7c15L);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
