package io.kindling.nn;

import io.kindling.config.Config;
import io.kindling.tensor.Shape;

/** An initializer with a fixed seed. */
record Seeded(Initializer rule, long seed) implements Initializer {
    static final String SEED = "seed";

    @Override
    public float[] values(Shape shape, long ignored) {
        return rule.values(shape, seed);
    }

    @Override
    public Config config() {
        return rule.config().with(SEED, seed);
    }

    @Override
    public Initializer seeded(long other) {
        return new Seeded(rule, other);
    }
}
