package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The mean of {@code |prediction - label|} over the last axis. Labels and predictions (batch, ..., outputs), values (batch,
 * ...); or both (batch,).
 */
public final class MeanAbsoluteError extends Loss {
    private MeanAbsoluteError(Reduction reduction) {
        super(reduction);
    }

    public static MeanAbsoluteError of() {
        return new MeanAbsoluteError(Reduction.SUM_OVER_BATCH_SIZE);
    }

    static MeanAbsoluteError from(Config config) {
        return new MeanAbsoluteError(reductionIn(config));
    }

    @Override
    public MeanAbsoluteError reduction(Reduction newReduction) {
        return new MeanAbsoluteError(newReduction);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor difference = Ops.subtract(predictions, LabelAlignment.like(labels, predictions));
        return LastAxis.mean(Ops.abs(difference));
    }

    @Override
    public Config config() {
        return config("MeanAbsoluteError");
    }
}
