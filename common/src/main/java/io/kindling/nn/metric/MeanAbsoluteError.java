package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * The mean of {@code |prediction - label|}. Labels and predictions are of the same shape, except for a trailing axis of
 * size 1.
 */
public final class MeanAbsoluteError extends MeanMetric {
    private MeanAbsoluteError(String name) {
        super(name);
    }

    public static MeanAbsoluteError of() {
        return named("mean_absolute_error");
    }

    public static MeanAbsoluteError named(String name) {
        return new MeanAbsoluteError(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Ops.abs(Ops.subtract(predictions, LabelAlignment.like(labels, predictions)));
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.LOWER_IS_BETTER);
    }
}
