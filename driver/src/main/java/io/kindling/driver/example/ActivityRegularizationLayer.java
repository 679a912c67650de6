package io.kindling.driver.example;

import static io.kindling.autodiff.op.Arithmetic.multiply;
import static io.kindling.autodiff.op.Reductions.sum;

import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** The guide's layer that passes its input on and records a loss: {@code 1e-2 * sum(inputs)}, a sum over rows. */
public final class ActivityRegularizationLayer extends Layer {
    /** The name to register it by, and the one by which model folders ask for it. */
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
