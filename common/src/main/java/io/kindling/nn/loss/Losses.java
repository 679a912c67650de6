package io.kindling.nn.loss;

import io.kindling.nn.Registry;

/** The losses by kind. */
public final class Losses {
    public static final Registry<Loss> REGISTRY = new Registry<Loss>("loss")
            .register("SparseCategoricalCrossentropy", config -> SparseCategoricalCrossentropy.fromLogits());

    private Losses() {}
}
