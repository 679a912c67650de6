package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * How often the largest prediction, the first of equal ones, is at the label. Labels (batch, ...) or (batch, ..., 1),
 * class indices; predictions (batch, ..., classes), logits or probabilities.
 */
public final class SparseCategoricalAccuracy extends MeanMetric {
    private SparseCategoricalAccuracy(String name) {
        super(name);
    }

    public static SparseCategoricalAccuracy of() {
        return named("sparse_categorical_accuracy");
    }

    public static SparseCategoricalAccuracy named(String name) {
        return new SparseCategoricalAccuracy(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Classes.hits(labels, predictions);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
