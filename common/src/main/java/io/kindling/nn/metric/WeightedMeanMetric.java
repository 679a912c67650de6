package io.kindling.nn.metric;

import java.util.List;

/** A metric of predictions whose state is one weighted mean. */
abstract class WeightedMeanMetric extends PredictionMetric {
    private final WeightedMean mean = new WeightedMean();

    WeightedMeanMetric(String name) {
        super(name);
    }

    /** The mean to which {@link #accumulate(List, double[])} adds. */
    final WeightedMean mean() {
        return mean;
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
