package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Flattens all axes but the batch axis into one. Input (batch, a, b, ...), output (batch, a*b*...). */
public final class Flatten extends ConfigurableLayer<Flatten> {
    private Flatten() {}

    public static Flatten of() {
        return new Flatten();
    }

    static Flatten from(Config config) {
        return of();
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Shape shape = input.shape();
        return Ops.reshape(
                input, Shape.of(shape.dim(0), Math.toIntExact(shape.dropFirst(1).size())));
    }

    @Override
    public Config config() {
        return Config.EMPTY;
    }
}
