package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;
import java.util.List;

/** The element-wise product of its inputs, whose shapes are equal or broadcast. */
public final class Multiply extends ConfigurableLayer<Multiply> {
    private Multiply() {}

    public static Multiply of() {
        return new Multiply();
    }

    static Multiply from(Config config) {
        return of();
    }

    @Override
    protected List<Tensor> forward(List<Tensor> inputs, Mode mode) {
        return inputs.stream().reduce(Ops::multiply).stream().toList();
    }

    @Override
    public Config config() {
        return Config.EMPTY;
    }
}
