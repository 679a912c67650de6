package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The Kullback-Leibler divergence of predicted from labelled probabilities: {@code sum(label * log(label /
 * prediction))} over the last axis, both clipped to [1e-7, 1]. Labels and predictions (batch, ..., classes), values
 * (batch, ...).
 */
public final class KLDivergence extends Loss {
    private KLDivergence(Reduction reduction) {
        super(reduction);
    }

    public static KLDivergence of() {
        return new KLDivergence(Reduction.SUM_OVER_BATCH_SIZE);
    }

    static KLDivergence from(Config config) {
        return new KLDivergence(reductionIn(config));
    }

    @Override
    public KLDivergence reduction(Reduction newReduction) {
        return new KLDivergence(newReduction);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor wanted = Ops.clip(LabelAlignment.like(labels, predictions), Probabilities.EPSILON, 1);
        Tensor given = Ops.clip(predictions, Probabilities.EPSILON, 1);
        Tensor ratio = Ops.log(Ops.divide(wanted, given));
        return Ops.sum(Ops.multiply(wanted, ratio), -1);
    }

    @Override
    public Config config() {
        return config("KLDivergence");
    }
}
