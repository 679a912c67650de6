package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * How often predictions equal labels, element by element. Both are of the same shape, except for a trailing axis of
 * size 1.
 */
public final class Accuracy extends MeanMetric {
    private Accuracy(String name) {
        super(name);
    }

    public static Accuracy of() {
        return named("accuracy");
    }

    public static Accuracy named(String name) {
        return new Accuracy(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Ops.equal(LabelAlignment.like(labels, predictions), predictions);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
