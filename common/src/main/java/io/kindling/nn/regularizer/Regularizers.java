package io.kindling.nn.regularizer;

import io.kindling.config.Registry;
import io.kindling.nn.Regularizer;

/** The regularizers by kind. */
public final class Regularizers {
    private static final double DEFAULT_FACTOR = 0.01;

    public static final Registry<Regularizer> REGISTRY = new Registry<Regularizer>("regularizer")
            .orClass(Regularizer.class)
            .register("L1", config -> L1.of(config.number("l1", DEFAULT_FACTOR)))
            .register("L2", config -> L2.of(config.number("l2", DEFAULT_FACTOR)))
            .register("L1L2", config -> L1L2.of(config.number("l1", 0), config.number("l2", 0)));

    private Regularizers() {}
}
