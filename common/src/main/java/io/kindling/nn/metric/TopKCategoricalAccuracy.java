package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import java.util.Optional;

/**
 * How often the class of the largest label is among the k largest predictions; ties count as hits. Labels, such as
 * one-hot labels, and predictions (batch, ..., classes).
 */
public final class TopKCategoricalAccuracy extends MeanMetric {
    private final int k;

    private TopKCategoricalAccuracy(String name, int k) {
        super(name);
        this.k = Classes.requireTop(k);
    }

    public static TopKCategoricalAccuracy of() {
        return named("top_k_categorical_accuracy");
    }

    public static TopKCategoricalAccuracy named(String name) {
        return new TopKCategoricalAccuracy(name, Classes.DEFAULT_TOP);
    }

    /** Returns an empty metric of this name for another k; 5 by default. */
    public TopKCategoricalAccuracy k(int newK) {
        return new TopKCategoricalAccuracy(name(), newK);
    }

    static TopKCategoricalAccuracy from(Config config) {
        return new TopKCategoricalAccuracy(config.string("name"), config.integer("k", Classes.DEFAULT_TOP));
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return Classes.hitsAmongTop(k, Classes.ofOneHot(labels, predictions), predictions);
    }

    @Override
    public Config config() {
        return super.config().with("k", k);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
