package io.kindling.nn;

import io.kindling.config.Config;
import io.kindling.tensor.Shape;

/** A rule for the initial values of a weight. Immutable. */
public interface Initializer {
    /** Computes the values of a weight in row-major order; they depend only on the shape and the seed. */
    float[] values(Shape shape, long seed);

    /** Its kind and settings, from which {@code Initializers.REGISTRY} or a jar's {@code LayerKinds} recreates it. */
    Config config();

    /** The same rule with a fixed seed, which overrides the seed passed to {@link #values}. */
    default Initializer seeded(long seed) {
        return new Seeded(this, seed);
    }
}
