package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** {@code exp(x) / sum(exp(x))} over an axis: converts logits to probabilities. Keeps the shape. */
public final class Softmax extends ConfigurableLayer<Softmax> {
    private final int axis;

    private Softmax(int axis) {
        this.axis = axis;
    }

    /** Over the last axis. */
    public static Softmax of() {
        return of(-1);
    }

    /** Over this axis; negative axes count from the end, 0 is the batch axis. */
    public static Softmax of(int axis) {
        return new Softmax(axis);
    }

    static Softmax from(Config config) {
        return of(config.integer("axis", -1));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return Ops.softmax(input, axis);
    }

    @Override
    public Config config() {
        return Config.of("axis", axis);
    }
}
