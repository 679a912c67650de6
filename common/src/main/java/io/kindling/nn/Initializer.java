package io.kindling.nn;

import io.kindling.config.ClassKinds;
import io.kindling.config.Config;
import io.kindling.tensor.Shape;

/** A rule for the initial values of a weight. Immutable. */
@FunctionalInterface
public interface Initializer {
    /** Computes the values of a weight in row-major order; they depend only on the shape and the seed. */
    float[] values(Shape shape, long seed);

    /**
     * Its kind and settings, from which {@code Initializers.REGISTRY} recreates it. By default, the kind is the class, and
     * the settings are the components of a record. A class with fields that is no record overrides this, and has a static
     * method {@code from(Config)}.
     *
     * @throws IllegalStateException for a lambda, which neither files nor other processes can create
     */
    default Config config() {
        return ClassKinds.describe(this);
    }

    /** The same rule with a fixed seed, which overrides the seed passed to {@link #values}. */
    default Initializer seeded(long seed) {
        return new Seeded(this, seed);
    }
}
