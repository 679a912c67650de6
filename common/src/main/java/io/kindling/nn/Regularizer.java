package io.kindling.nn;

import io.kindling.config.ClassKinds;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/** A penalty on a weight that is added to the loss. Immutable. */
@FunctionalInterface
public interface Regularizer {
    /** Computes the penalty, a scalar of the weight's type. */
    Tensor of(Tensor weight);

    /**
     * Its kind and settings, from which {@code Regularizers.REGISTRY} recreates it. By default, the kind is the class, and
     * the settings are the components of a record. A class with fields that is no record overrides this, and has a static
     * method {@code from(Config)}.
     *
     * @throws IllegalStateException for a lambda, which neither files nor other processes can create
     */
    default Config config() {
        return ClassKinds.describe(this);
    }
}
