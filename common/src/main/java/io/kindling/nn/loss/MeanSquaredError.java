package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The mean of {@code (prediction - label)^2} over the last axis. Labels and predictions (batch, ..., outputs), values (batch,
 * ...); or both (batch,).
 */
public final class MeanSquaredError extends Loss {
    private MeanSquaredError(Reduction reduction) {
        super(reduction);
    }

    public static MeanSquaredError of() {
        return new MeanSquaredError(Reduction.SUM_OVER_BATCH_SIZE);
    }

    static MeanSquaredError from(Config config) {
        return new MeanSquaredError(reductionIn(config));
    }

    @Override
    public MeanSquaredError reduction(Reduction newReduction) {
        return new MeanSquaredError(newReduction);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor difference = Ops.subtract(predictions, LabelAlignment.like(labels, predictions));
        return LastAxis.mean(Ops.square(difference));
    }

    @Override
    public Config config() {
        return config("MeanSquaredError");
    }
}
