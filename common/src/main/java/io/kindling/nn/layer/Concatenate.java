package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;
import java.util.List;

/** Concatenates its inputs along an axis; their other axes must be equal. */
public final class Concatenate extends ConfigurableLayer<Concatenate> {
    private final int axis;

    private Concatenate(int axis) {
        this.axis = axis;
    }

    /** Along the last axis. */
    public static Concatenate of() {
        return of(-1);
    }

    /** Along this axis; negative axes count from the end, 0 is the batch axis. */
    public static Concatenate of(int axis) {
        return new Concatenate(axis);
    }

    static Concatenate from(Config config) {
        return of(config.integer("axis", -1));
    }

    @Override
    protected List<Tensor> forward(List<Tensor> inputs, Mode mode) {
        return List.of(Ops.concat(axis, inputs));
    }

    @Override
    public Config config() {
        return Config.of("axis", axis);
    }
}
