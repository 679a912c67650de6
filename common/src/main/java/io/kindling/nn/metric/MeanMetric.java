package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A metric that is the mean of one value per row, such as an accuracy. */
public abstract class MeanMetric extends WeightedMeanMetric {
    protected MeanMetric(String name) {
        super(name);
    }

    /**
     * Returns the mean of the values that a function computes for each row, as {@link #values}. For loops, and for programs,
     * which each process defines anew: neither files nor {@code fit} can describe it.
     *
     * @param values computes (batch) or (batch, ...) from labels and predictions, with operations on tensors
     */
    public static MeanMetric of(String name, BinaryOperator<Tensor> values) {
        return new FunctionMetric(name, values);
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
