package io.kindling.nn.metric;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.nn.internal.MetricUse;
import io.kindling.nn.loss.SampleWeights;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;

/** The mean of values, such as losses. */
public final class Mean extends Metric {
    private final WeightedMean mean = new WeightedMean();

    private Mean(String name) {
        super(name);
    }

    public static Mean of() {
        return named("mean");
    }

    public static Mean named(String name) {
        return new Mean(name);
    }

    /** Adds each element. */
    public void updateState(Tensor values) {
        MetricUse.updated(this);
        Interpreter.whenComputed(
                List.of(values), computed -> mean.add(computed.get(0).doubles(), null));
    }

    /** Adds each element with its weight. */
    public void updateState(Tensor values, Tensor weights) {
        MetricUse.updated(this);
        Tensor fitted = SampleWeights.fit(weights, values);
        Interpreter.whenComputed(
                List.of(values, fitted),
                computed -> mean.add(computed.get(0).doubles(), computed.get(1).doubles()));
    }

    /** Adds a number. */
    public void updateState(double value) {
        updateState(Tensor.scalar(DType.FLOAT64, value));
    }

    @Override
    public double result() {
        return mean.result();
    }

    @Override
    public void resetState() {
        mean.reset();
    }

    @Override
    public long[] state() {
        return mean.state();
    }

    @Override
    protected void replaceState(long[] state) {
        mean.load(state);
    }
}
