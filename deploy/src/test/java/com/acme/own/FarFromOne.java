package com.acme.own;

import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.subtract;
import static io.kindling.autodiff.op.Ops.sum;

import io.kindling.nn.Regularizer;
import io.kindling.tensor.Tensor;

/** A regularizer: {@code cost * sum((w - 1)^2)}. */
public record FarFromOne(double cost) implements Regularizer {
    @Override
    public Tensor of(Tensor weight) {
        return multiply(sum(square(subtract(weight, 1))), cost);
    }
}
