package io.kindling.nn.loss;

import io.kindling.config.Registry;

/** The registry of losses by kind. */
public final class Losses {
    public static final Registry<Loss> REGISTRY = new Registry<Loss>("loss")
            .orClass(Loss.class, Loss::withReductionOf)
            .register("SparseCategoricalCrossentropy", SparseCategoricalCrossentropy::from)
            .register("CategoricalCrossentropy", CategoricalCrossentropy::from)
            .register("BinaryCrossentropy", BinaryCrossentropy::from)
            .register("MeanSquaredError", MeanSquaredError::from)
            .register("MeanAbsoluteError", MeanAbsoluteError::from)
            .register("Huber", Huber::from)
            .register("Hinge", Hinge::from)
            .register("Poisson", Poisson::from)
            .register("KLDivergence", KLDivergence::from)
            .register("CosineSimilarity", CosineSimilarity::from)
            .register("BinaryFocalCrossentropy", BinaryFocalCrossentropy::from)
            .register("CategoricalFocalCrossentropy", CategoricalFocalCrossentropy::from);

    private Losses() {}
}
