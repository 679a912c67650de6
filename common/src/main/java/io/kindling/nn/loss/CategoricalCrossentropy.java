package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * Cross-entropy for labels that are a probability of each class, such as one-hot labels: {@code -sum(label * log(p))}.
 * Labels and predictions (batch, ..., classes), values (batch, ...).
 *
 * <p>Probabilities are divided by their sum, then clipped to [1e-7, 1 - 1e-7]. Smoothing s replaces each label by
 * {@code label * (1 - s) + s / classes}.
 */
public final class CategoricalCrossentropy extends Loss {
    private final boolean fromLogits;
    private final double labelSmoothing;

    private CategoricalCrossentropy(Reduction reduction, boolean fromLogits, double labelSmoothing) {
        super(reduction);
        Probabilities.requireSmoothing(labelSmoothing);
        this.fromLogits = fromLogits;
        this.labelSmoothing = labelSmoothing;
    }

    /** Returns the loss for predictions that are logits: any real numbers. */
    public static CategoricalCrossentropy fromLogits() {
        return new CategoricalCrossentropy(Reduction.SUM_OVER_BATCH_SIZE, true, 0);
    }

    /** Returns the loss for predictions that are probabilities, such as the output of a softmax. */
    public static CategoricalCrossentropy fromProbabilities() {
        return new CategoricalCrossentropy(Reduction.SUM_OVER_BATCH_SIZE, false, 0);
    }

    static CategoricalCrossentropy from(Config config) {
        return new CategoricalCrossentropy(
                reductionIn(config), config.flag("from_logits", false), config.number("label_smoothing", 0));
    }

    /** Returns a copy that moves labels towards the uniform distribution by a fraction from 0 to 1. */
    public CategoricalCrossentropy labelSmoothing(double smoothing) {
        return new CategoricalCrossentropy(reduction(), fromLogits, smoothing);
    }

    @Override
    public CategoricalCrossentropy reduction(Reduction newReduction) {
        return new CategoricalCrossentropy(newReduction, fromLogits, labelSmoothing);
    }

    @Override
    public Tensor probabilities(Tensor predictions) {
        return fromLogits ? Ops.softmax(predictions) : predictions;
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor target = smoothed(labels, predictions);
        return fromLogits
                ? Ops.softmaxCrossentropy(target, predictions)
                : Ops.negate(Ops.sum(Ops.multiply(target, logNormalized(predictions)), -1));
    }

    /** Returns the labels in the shape and type of the predictions, smoothed. */
    Tensor smoothed(Tensor labels, Tensor predictions) {
        Tensor target = LabelAlignment.like(labels, predictions);
        return labelSmoothing == 0
                ? target
                : Ops.add(
                        Ops.multiply(target, 1 - labelSmoothing),
                        labelSmoothing / target.shape().dim(-1));
    }

    private static Tensor logNormalized(Tensor p) {
        return Ops.log(Probabilities.clip(Ops.divide(p, Ops.sumKeepingAxes(p, -1))));
    }

    @Override
    public Config config() {
        return into(config("CategoricalCrossentropy"));
    }

    Config into(Config config) {
        return config.with("from_logits", fromLogits).with("label_smoothing", labelSmoothing);
    }
}
