package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A metric that is the mean of one value per row, such as an accuracy. */
public abstract class MeanMetric extends PredictionMetric {
    private final WeightedMean mean = new WeightedMean();

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
        mean.add(rows.get(0).doubles(), weights);
    }

    @Override
    public double result() {
        return mean.result();
    }

    @Override
    public final void resetState() {
        mean.reset();
    }

    @Override
    public final long[] state() {
        return mean.state();
    }

    @Override
    protected final void replaceState(long[] state) {
        mean.load(state);
    }
}
