package com.acme.own;

import io.kindling.nn.Initializer;
import io.kindling.tensor.Shape;

/** An initializer: values from one number to another, in equal steps. */
public record Ramp(double from, double to) implements Initializer {
    @Override
    public float[] values(Shape shape, long seed) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (from + (to - from) * i / Math.max(1, values.length - 1));
        }
        return values;
    }
}
