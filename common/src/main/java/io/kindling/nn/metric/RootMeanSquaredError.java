package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * The square root of the mean of {@code (prediction - label)^2}. Labels and predictions are of the same shape, except
 * for a trailing axis of size 1.
 */
public final class RootMeanSquaredError extends MeanMetric {
    private RootMeanSquaredError(String name) {
        super(name);
    }

    public static RootMeanSquaredError of() {
        return named("root_mean_squared_error");
    }

    public static RootMeanSquaredError named(String name) {
        return new RootMeanSquaredError(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Ops.square(Ops.subtract(predictions, LabelAlignment.like(labels, predictions)));
    }

    @Override
    public double result() {
        return Math.sqrt(super.result());
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.LOWER_IS_BETTER);
    }
}
