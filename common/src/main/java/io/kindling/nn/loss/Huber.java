package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * Quadratic for small errors, linear for large ones: the mean over the last axis of {@code e^2 / 2} where {@code |e| <=
 * delta}, else {@code delta * |e| - delta^2 / 2}. Labels and predictions (batch, ..., outputs), values (batch, ...); or
 * both (batch,).
 */
public final class Huber extends Loss {
    private static final double DEFAULT_DELTA = 1;

    private final double delta;

    private Huber(Reduction reduction, double delta) {
        super(reduction);
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new IllegalArgumentException("Invalid delta: " + delta + " (finite and > 0)");
        }
        this.delta = delta;
    }

    /** Returns the loss with Keras' default delta, 1. */
    public static Huber of() {
        return new Huber(Reduction.SUM_OVER_BATCH_SIZE, DEFAULT_DELTA);
    }

    static Huber from(Config config) {
        return new Huber(reductionIn(config), config.number("delta", DEFAULT_DELTA));
    }

    /** Returns a copy with another delta, the error at which the linear part begins. */
    public Huber delta(double newDelta) {
        return new Huber(reduction(), newDelta);
    }

    @Override
    public Huber reduction(Reduction newReduction) {
        return new Huber(newReduction, delta);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor error = Ops.subtract(predictions, LabelAlignment.like(labels, predictions));
        Tensor size = Ops.abs(error);
        Tensor limit = Tensor.scalar(size.dtype(), delta);
        Tensor small = Ops.multiply(Ops.square(error), 0.5);
        Tensor large = Ops.subtract(Ops.multiply(size, delta), 0.5 * delta * delta);
        return LastAxis.mean(Ops.where(Ops.lessEqual(size, limit), small, large));
    }

    @Override
    public Config config() {
        return config("Huber").with("delta", delta);
    }
}
