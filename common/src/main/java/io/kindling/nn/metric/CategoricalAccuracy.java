package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * How often the largest prediction, the first of equal ones, is at the largest label. Labels, such as one-hot labels,
 * and predictions (batch, ..., classes).
 */
public final class CategoricalAccuracy extends MeanMetric {
    private CategoricalAccuracy(String name) {
        super(name);
    }

    public static CategoricalAccuracy of() {
        return named("categorical_accuracy");
    }

    public static CategoricalAccuracy named(String name) {
        return new CategoricalAccuracy(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Classes.hits(Classes.ofOneHot(labels, predictions), predictions);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
