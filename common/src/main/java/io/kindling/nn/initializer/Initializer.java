package io.kindling.nn.initializer;

import io.kindling.nn.Config;
import io.kindling.tensor.Shape;

/** The rule for a weight's first values. Immutable. */
public interface Initializer {
    /** The values of a weight in row-major order: a function of the shape and the seed alone. */
    float[] values(Shape shape, long seed);

    /** Its kind and settings: {@link Initializers#REGISTRY} makes it again. */
    Config config();

    /** The same rule with a seed of its own, whatever seed it is asked with. */
    default Initializer seeded(long seed) {
        return new Seeded(this, seed);
    }
}
