package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;

/**
 * How often the largest prediction, the first among equals, is where the largest label is. Labels, such as one-hot ones,
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
}
