package io.kindling.nn.metric;

import io.kindling.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A metric that is the mean of a value a row: total / count, 0 for no rows. Weights multiply both. */
public abstract class MeanMetric extends Metric {
    private ExactSum total = new ExactSum();
    private ExactSum count = new ExactSum();

    protected MeanMetric(String name) {
        super(name);
    }

    @Override
    protected final void accumulate(Tensor measured, @Nullable Tensor sampleWeights) {
        double[] values = measured.doubles();
        double[] weights = sampleWeights == null ? null : sampleWeights.doubles();
        for (int i = 0; i < values.length; i++) {
            double weight = weights == null ? 1 : weights[i];
            total.add(values[i] * weight);
            count.add(weight);
        }
    }

    @Override
    public final double result() {
        double rows = count.result();
        return rows == 0 ? 0 : total.result() / rows;
    }

    @Override
    public final void resetState() {
        total = new ExactSum();
        count = new ExactSum();
    }

    @Override
    public final long[] state() {
        long[] state = Arrays.copyOf(total.state(), 2 * ExactSum.LENGTH);
        System.arraycopy(count.state(), 0, state, ExactSum.LENGTH, ExactSum.LENGTH);
        return state;
    }

    @Override
    public final void load(long[] state) {
        total = ExactSum.of(Arrays.copyOf(state, ExactSum.LENGTH));
        count = ExactSum.of(Arrays.copyOfRange(state, ExactSum.LENGTH, 2 * ExactSum.LENGTH));
    }
}
