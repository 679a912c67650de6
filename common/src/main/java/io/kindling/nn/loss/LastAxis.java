package io.kindling.nn.loss;

import io.kindling.autodiff.op.Reductions;
import io.kindling.tensor.Tensor;

/** From the values of elements to those of examples. */
final class LastAxis {
    private LastAxis() {}

    /** The mean over the last axis; where the batch is the only axis, elements are examples and stay. */
    static Tensor mean(Tensor values) {
        return values.shape().rank() < 2 ? values : Reductions.mean(values, -1);
    }
}
