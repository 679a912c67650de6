package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A metric that is the mean of one value per row, such as an accuracy. */
public abstract class MeanMetric extends WeightedMeanMetric {
    protected MeanMetric(String name) {
        super(name);
    }

    /** Returns the value of each row; there may be further axes. */
    protected abstract Tensor values(Tensor labels, Tensor predictions);

    @Override
    protected final List<Tensor> rows(Tensor labels, Tensor predictions) {
        return List.of(values(labels, predictions));
    }

    @Override
    protected final void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        mean().add(rows.get(0).doubles(), weights);
    }
}
