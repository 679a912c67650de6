package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often the class of the largest label is among the k largest predictions; ties count as hits. Labels, such as
 * one-hot labels, and predictions (batch, ..., classes).
 */
public final class TopKCategoricalAccuracy extends WeightedMeanMetric {
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
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        return List.of(Classes.ofOneHot(labels, predictions), predictions);
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        long[] labels = rows.get(0).longs();
        mean().add(Classes.hitsAmongTop(k, labels, rows.get(1).doubles()), weights);
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
