package io.kindling.nn.loss;

import io.kindling.nn.Registry;

/** The losses by kind. */
public final class Losses {
    public static final Registry<Loss> REGISTRY = new Registry<Loss>("loss")
            .register("SparseCategoricalCrossentropy", SparseCategoricalCrossentropy::from)
            .register("CategoricalCrossentropy", CategoricalCrossentropy::from)
            .register("BinaryCrossentropy", BinaryCrossentropy::from)
            .register("MeanSquaredError", MeanSquaredError::from)
            .register("MeanAbsoluteError", MeanAbsoluteError::from);

    private Losses() {}
}
