package io.kindling.nn.regularizer;

import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;

/** A penalty on a weight, a part of the loss. Immutable. */
public interface Regularizer {
    /** The penalty, a scalar of the weight's type. */
    Tensor of(Tensor weight);

    /** Its kind and settings: {@link Regularizers#REGISTRY} makes it again. */
    Config config();
}
