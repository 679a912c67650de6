package io.kindling.nn.initializer;

import io.kindling.nn.Config;
import io.kindling.tensor.Shape;

/** The first values of a weight: a pure function of its shape and a seed. */
public interface Initializer {
    /** The values in row-major order. The seed is the weight's own unless the initializer was given one. */
    float[] values(Shape shape, long seed);

    /** What {@link Initializers} makes it from. */
    Config config();
}
