package com.acme;

import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.sum;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/**
 * Returns its input, which must not be negative, and adds {@code cost * sum(input)} to the loss (L1 activity regularization).
 */
public final class Sparse extends Layer {
    static final String KIND = "com.acme>Sparse";

    private final double cost;

    private Sparse(double cost) {
        this.cost = cost;
    }

    public static Sparse of(double cost) {
        return new Sparse(cost);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        addLoss(multiply(sum(input), cost));
        return input;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Config config() {
        return Config.of("cost", cost);
    }
}
