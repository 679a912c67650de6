package io.kindling.nn.regularizer;

import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;

/** A penalty on a weight, added to the loss once a step. */
public interface Regularizer {
    /** The scalar penalty. */
    Tensor of(Tensor weight);

    /** What {@link Regularizers} makes it from. */
    Config config();
}
