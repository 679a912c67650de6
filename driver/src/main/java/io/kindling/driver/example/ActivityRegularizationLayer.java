package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.sum;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** The guide's layer that returns its input and records the loss {@code 1e-2 * sum(inputs)}, a sum over rows. */
public final class ActivityRegularizationLayer extends Layer {
    /** The name under which it is registered and stored in model folders. */
    static final String KIND = "guide>ActivityRegularizationLayer";

    @Override
    protected Tensor forward(Tensor inputs, Mode mode) {
        addLoss(multiply(sum(inputs), 1e-2));
        return inputs;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Config config() {
        return Config.EMPTY;
    }
}
