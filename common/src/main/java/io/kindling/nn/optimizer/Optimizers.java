package io.kindling.nn.optimizer;

import io.kindling.config.Registry;

/** The registry of optimizers by kind. */
public final class Optimizers {
    public static final Registry<Optimizer> REGISTRY = new Registry<Optimizer>("optimizer")
            .orClass(Optimizer.class)
            .register("SGD", SGD::from)
            .register("Adam", Adam::from)
            .register("AdamW", AdamW::from)
            .register("RMSprop", RMSprop::from)
            .register("Adagrad", Adagrad::from)
            .register("Nadam", Nadam::from)
            .register("Lion", Lion::from);

    private Optimizers() {}
}
