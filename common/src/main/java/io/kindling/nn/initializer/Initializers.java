package io.kindling.nn.initializer;

import io.kindling.nn.Registry;

/** The initializers by kind. */
public final class Initializers {
    public static final Registry<Initializer> REGISTRY = new Registry<Initializer>("initializer")
            .register("Zeros", config -> Zeros.of())
            .register("GlorotUniform", config -> GlorotUniform.of());

    private Initializers() {}
}
