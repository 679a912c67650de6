package io.kindling.nn.regularizer;

import io.kindling.nn.Registry;

/** The regularizers by kind. */
public final class Regularizers {
    public static final Registry<Regularizer> REGISTRY = new Registry<>("regularizer");

    private Regularizers() {}
}
