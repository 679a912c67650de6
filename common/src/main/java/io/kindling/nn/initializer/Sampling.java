package io.kindling.nn.initializer;

import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.ops.Draws;
import java.util.function.DoubleUnaryOperator;

/** Fills a shape with random values: draws of the counter-based generator, each mapped by a function. */
final class Sampling {
    private Sampling() {}

    static float[] values(Shape shape, long seed, Distribution distribution, DoubleUnaryOperator map) {
        double[] draws = Draws.draw(distribution, RandomKey.of(seed), Math.toIntExact(shape.size()));
        float[] values = new float[draws.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) map.applyAsDouble(draws[i]);
        }
        return values;
    }

    static void requireStddev(double stddev) {
        if (!(stddev >= 0)) {
            throw new IllegalArgumentException("Invalid stddev: " + stddev + " (>= 0)");
        }
    }
}
