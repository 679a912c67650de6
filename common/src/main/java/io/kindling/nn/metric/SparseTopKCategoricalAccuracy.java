package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often the label is among the k largest predictions; ties count as hits. Labels (batch, ...) or (batch, ..., 1),
 * class indices; predictions (batch, ..., classes).
 */
public final class SparseTopKCategoricalAccuracy extends WeightedMeanMetric {
    private final int k;

    private SparseTopKCategoricalAccuracy(String name, int k) {
        super(name);
        this.k = Classes.requireTop(k);
    }

    public static SparseTopKCategoricalAccuracy of() {
        return named("sparse_top_k_categorical_accuracy");
    }

    public static SparseTopKCategoricalAccuracy named(String name) {
        return new SparseTopKCategoricalAccuracy(name, Classes.DEFAULT_TOP);
    }

    /** Returns an empty metric of this name for another k; 5 by default. */
    public SparseTopKCategoricalAccuracy k(int newK) {
        return new SparseTopKCategoricalAccuracy(name(), newK);
    }

    static SparseTopKCategoricalAccuracy from(Config config) {
        return new SparseTopKCategoricalAccuracy(config.string("name"), config.integer("k", Classes.DEFAULT_TOP));
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        return List.of(LabelAlignment.indices(labels, predictions), predictions);
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
