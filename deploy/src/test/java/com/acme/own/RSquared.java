package com.acme.own;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A metric of several means: the part of the labels' variance that the predictions explain. Each {@link Mean} accumulates
 * exactly, so the result does not depend on shards. Rows must not have weights.
 */
public final class RSquared extends PredictionMetric {
    private final Mean label = Mean.of();
    private final Mean labelSquared = Mean.of();
    private final Mean errorSquared = Mean.of();
    private final List<Mean> means = List.of(label, labelSquared, errorSquared);

    public RSquared(String name) {
        super(name);
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        Tensor truth = LabelAlignment.like(labels, predictions);
        return List.of(truth, Ops.square(truth), Ops.square(Ops.subtract(truth, predictions)));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        if (weights != null) {
            throw new IllegalArgumentException("Cannot weigh the rows of " + this + ".");
        }
        for (int i = 0; i < means.size(); i++) {
            means.get(i).updateState(rows.get(i));
        }
    }

    @Override
    public double result() {
        double mean = label.result();
        return 1 - errorSquared.result() / (labelSquared.result() - mean * mean);
    }

    @Override
    public void resetState() {
        means.forEach(Mean::resetState);
    }

    @Override
    public long[] state() {
        return means.stream().flatMapToLong(mean -> LongStream.of(mean.state())).toArray();
    }

    @Override
    protected void replaceState(long[] state) {
        int length = state.length / means.size();
        for (int i = 0; i < means.size(); i++) {
            means.get(i).load(Arrays.copyOfRange(state, i * length, (i + 1) * length));
        }
    }
}
