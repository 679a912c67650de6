package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The mean of {@code prediction - label * log(prediction + 1e-7)} over the last axis: for counts, where the prediction
 * is their expected value. Labels and predictions (batch, ..., outputs), values (batch, ...); or both (batch,).
 */
public final class Poisson extends Loss {
    private Poisson(Reduction reduction) {
        super(reduction);
    }

    public static Poisson of() {
        return new Poisson(Reduction.SUM_OVER_BATCH_SIZE);
    }

    static Poisson from(Config config) {
        return new Poisson(reductionIn(config));
    }

    @Override
    public Poisson reduction(Reduction newReduction) {
        return new Poisson(newReduction);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor log = Ops.log(Ops.add(predictions, Probabilities.EPSILON));
        Tensor labelTimesLog = Ops.multiply(LabelAlignment.like(labels, predictions), log);
        return LastAxis.mean(Ops.subtract(predictions, labelTimesLog));
    }

    @Override
    public Config config() {
        return config("Poisson");
    }
}
