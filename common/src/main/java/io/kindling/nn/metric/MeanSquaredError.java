package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * The mean of {@code (prediction - label)^2}. Labels and predictions are of the same shape, except for a trailing axis
 * of size 1.
 */
public final class MeanSquaredError extends MeanMetric {
    private MeanSquaredError(String name) {
        super(name);
    }

    public static MeanSquaredError of() {
        return named("mean_squared_error");
    }

    public static MeanSquaredError named(String name) {
        return new MeanSquaredError(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Ops.square(Ops.subtract(predictions, LabelAlignment.like(labels, predictions)));
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.LOWER_IS_BETTER);
    }
}
