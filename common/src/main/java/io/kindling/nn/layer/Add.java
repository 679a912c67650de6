package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;
import java.util.List;

/** The element-wise sum of its inputs, whose shapes are equal or broadcast. */
public final class Add extends ConfigurableLayer<Add> {
    private Add() {}

    public static Add of() {
        return new Add();
    }

    static Add from(Config config) {
        return of();
    }

    @Override
    protected List<Tensor> forward(List<Tensor> inputs, Mode mode) {
        return inputs.stream().reduce(Ops::add).stream().toList();
    }

    @Override
    public Config config() {
        return Config.EMPTY;
    }
}
