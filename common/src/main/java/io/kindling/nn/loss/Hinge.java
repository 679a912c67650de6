package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The mean of {@code max(1 - label * prediction, 0)} over the last axis. Labels are -1 or 1, and 0 counts as -1;
 * predictions are any real numbers. Both (batch, ..., outputs), values (batch, ...); or both (batch,).
 *
 * <p>Keras converts 0 to -1 only if the whole batch contains nothing but 0 and 1. Here each label is converted
 * independently, so that the partial losses of shards add up to the loss of the batch.
 */
public final class Hinge extends Loss {
    private Hinge(Reduction reduction) {
        super(reduction);
    }

    public static Hinge of() {
        return new Hinge(Reduction.SUM_OVER_BATCH_SIZE);
    }

    static Hinge from(Config config) {
        return new Hinge(reductionIn(config));
    }

    @Override
    public Hinge reduction(Reduction newReduction) {
        return new Hinge(newReduction);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor given = LabelAlignment.like(labels, predictions);
        Tensor sides = Ops.where(Ops.equal(given, Ops.zerosLike(given)), -1, given);
        Tensor margin = Ops.subtract(1, Ops.multiply(sides, predictions));
        return LastAxis.mean(Ops.maximum(margin, 0));
    }

    @Override
    public Config config() {
        return config("Hinge");
    }
}
