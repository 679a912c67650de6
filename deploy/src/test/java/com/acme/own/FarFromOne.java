package com.acme.own;

import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.subtract;
import static io.kindling.autodiff.op.Ops.sum;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Regularizer;
import io.kindling.tensor.Tensor;

/** A regularizer: {@code cost * sum((w - 1)^2)}. */
public record FarFromOne(double cost) implements Regularizer {
    static final String KIND = "com.acme>FarFromOne";

    static FarFromOne from(Config config) {
        return new FarFromOne(config.number("cost"));
    }

    @Override
    public Tensor of(Tensor weight) {
        return multiply(sum(square(subtract(weight, 1))), cost);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, KIND, "cost", cost);
    }
}
