package io.kindling.nn;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/** A penalty on a weight that is added to the loss. Immutable. */
public interface Regularizer {
    /** Computes the penalty, a scalar of the weight's type. */
    Tensor of(Tensor weight);

    /** Its kind and settings, from which {@code Regularizers.REGISTRY} or a jar's {@code LayerKinds} recreates it. */
    Config config();
}
