package io.kindling.nn.loss;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.log;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.negate;
import static io.kindling.autodiff.op.Ops.subtract;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * Cross-entropy for binary labels, averaged over the last axis: {@code -(z log(p) + (1 - z) log(1 - p))}. Labels and
 * predictions (batch, ..., outputs), values (batch, ...); or both (batch,). Labels outside [0, 1] are allowed.
 *
 * <p>As in Keras 2.13, probabilities are clipped to [1e-7, 1 - 1e-7] and 1e-7 is added inside each logarithm. Smoothing
 * s replaces each label by {@code z * (1 - s) + s / 2}.
 */
public final class BinaryCrossentropy extends Loss {
    private final boolean fromLogits;
    private final double labelSmoothing;

    private BinaryCrossentropy(Reduction reduction, boolean fromLogits, double labelSmoothing) {
        super(reduction);
        Probabilities.requireSmoothing(labelSmoothing);
        this.fromLogits = fromLogits;
        this.labelSmoothing = labelSmoothing;
    }

    /** Returns the loss for predictions that are logits: any real numbers. */
    public static BinaryCrossentropy fromLogits() {
        return new BinaryCrossentropy(Reduction.SUM_OVER_BATCH_SIZE, true, 0);
    }

    /** Returns the loss for predictions that are probabilities, such as the output of a sigmoid. */
    public static BinaryCrossentropy fromProbabilities() {
        return new BinaryCrossentropy(Reduction.SUM_OVER_BATCH_SIZE, false, 0);
    }

    static BinaryCrossentropy from(Config config) {
        return new BinaryCrossentropy(
                reductionIn(config), config.flag("from_logits", false), config.number("label_smoothing", 0));
    }

    /** Returns a copy that moves labels towards 0.5 by a fraction from 0 to 1. */
    public BinaryCrossentropy labelSmoothing(double smoothing) {
        return new BinaryCrossentropy(reduction(), fromLogits, smoothing);
    }

    @Override
    public BinaryCrossentropy reduction(Reduction newReduction) {
        return new BinaryCrossentropy(newReduction, fromLogits, labelSmoothing);
    }

    @Override
    public Tensor probabilities(Tensor predictions) {
        return fromLogits ? Ops.sigmoid(predictions) : predictions;
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        return LastAxis.mean(elements(smoothed(labels, predictions), predictions));
    }

    /** Returns the labels in the shape and type of the predictions, smoothed. */
    Tensor smoothed(Tensor labels, Tensor predictions) {
        Tensor z = LabelAlignment.like(labels, predictions);
        return labelSmoothing == 0 ? z : add(multiply(z, 1 - labelSmoothing), 0.5 * labelSmoothing);
    }

    /** Returns the cross-entropy of each element. */
    Tensor elements(Tensor z, Tensor predictions) {
        return fromLogits ? Ops.sigmoidCrossentropy(z, predictions) : ofProbabilities(z, predictions);
    }

    private static Tensor ofProbabilities(Tensor z, Tensor p) {
        Tensor clipped = Probabilities.clip(p);
        Tensor yes = multiply(z, log(add(clipped, Probabilities.EPSILON)));
        Tensor no = multiply(subtract(1, z), log(add(subtract(1, clipped), Probabilities.EPSILON)));
        return negate(add(yes, no));
    }

    @Override
    public Config config() {
        return into(config("BinaryCrossentropy"));
    }

    Config into(Config config) {
        return config.with("from_logits", fromLogits).with("label_smoothing", labelSmoothing);
    }
}
