package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.LossTerm;
import io.kindling.nn.Mode;
import io.kindling.nn.regularizer.L1L2;
import io.kindling.tensor.Tensor;

/**
 * Returns its input unchanged and adds {@code (l1 * sum(|x|) + l2 * sum(x^2)) / batch size} to the loss. As Keras' {@code
 * activity_regularization.py}. For a loss that is not divided by the batch size, call {@code addLoss} in a custom layer.
 */
public final class ActivityRegularization extends ConfigurableLayer<ActivityRegularization> {
    private final L1L2 penalty;

    private ActivityRegularization(L1L2 penalty) {
        this.penalty = penalty;
    }

    public static ActivityRegularization of(double l1, double l2) {
        return new ActivityRegularization(L1L2.of(l1, l2));
    }

    static ActivityRegularization from(Config config) {
        return of(config.number("l1", 0), config.number("l2", 0));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        addLoss(LossTerm.perRow(penalty.of(input), input.shape().dim(0)));
        return input;
    }

    @Override
    public Config config() {
        return Config.of("l1", penalty.l1(), "l2", penalty.l2());
    }
}
