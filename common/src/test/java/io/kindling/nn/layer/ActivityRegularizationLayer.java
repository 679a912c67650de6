package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** The Keras guide's custom layer, as a user would write it. */
public final class ActivityRegularizationLayer extends Layer {
    @Override
    public String kind() {
        return "acme>ActivityRegularizationLayer";
    }

    @Override
    protected Tensor forward(Tensor inputs, Mode mode) {
        addLoss(Ops.multiply(Ops.sum(inputs), 1e-2));
        return inputs;
    }

    @Override
    public Config config() {
        return Config.EMPTY;
    }
}
