package io.kindling.nn.loss;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.subtract;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * {@link BinaryCrossentropy} that gives easy examples less weight: each element is multiplied by {@code (1 - p)^gamma},
 * where p is the probability predicted for its label, and averaged over the last axis. Labels and predictions (batch,
 * ..., outputs), values (batch, ...); or both (batch,).
 */
public final class BinaryFocalCrossentropy extends Loss {
    private final BinaryCrossentropy crossentropy;
    private final FocalWeighting focus;
    private final boolean balanced;

    private BinaryFocalCrossentropy(BinaryCrossentropy crossentropy, FocalWeighting focus, boolean balanced) {
        super(crossentropy.reduction());
        this.crossentropy = crossentropy;
        this.focus = focus;
        this.balanced = balanced;
    }

    /** Returns the loss for predictions that are logits: any real numbers. */
    public static BinaryFocalCrossentropy fromLogits() {
        return new BinaryFocalCrossentropy(BinaryCrossentropy.fromLogits(), FocalWeighting.STANDARD, false);
    }

    /** Returns the loss for predictions that are probabilities, such as the output of a sigmoid. */
    public static BinaryFocalCrossentropy fromProbabilities() {
        return new BinaryFocalCrossentropy(BinaryCrossentropy.fromProbabilities(), FocalWeighting.STANDARD, false);
    }

    static BinaryFocalCrossentropy from(Config config) {
        return new BinaryFocalCrossentropy(
                BinaryCrossentropy.from(config),
                FocalWeighting.from(config),
                config.flag("apply_class_balancing", false));
    }

    /** Returns a copy with another exponent gamma; 2 by default. */
    public BinaryFocalCrossentropy gamma(double gamma) {
        return new BinaryFocalCrossentropy(crossentropy, focus.gamma(gamma), balanced);
    }

    /** Returns a copy with weight alpha for label 1 and {@code 1 - alpha} for label 0. */
    public BinaryFocalCrossentropy classBalancing(double alpha) {
        return new BinaryFocalCrossentropy(crossentropy, focus.alpha(alpha), true);
    }

    /** Returns a copy that moves labels towards 0.5 by a fraction from 0 to 1. */
    public BinaryFocalCrossentropy labelSmoothing(double smoothing) {
        return new BinaryFocalCrossentropy(crossentropy.labelSmoothing(smoothing), focus, balanced);
    }

    @Override
    public BinaryFocalCrossentropy reduction(Reduction newReduction) {
        return new BinaryFocalCrossentropy(crossentropy.reduction(newReduction), focus, balanced);
    }

    @Override
    public Tensor probabilities(Tensor predictions) {
        return crossentropy.probabilities(predictions);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor z = crossentropy.smoothed(labels, predictions);
        Tensor p = probabilities(predictions);
        Tensor right = add(multiply(z, p), multiply(subtract(1, z), subtract(1, p)));
        Tensor focal = multiply(focus.factor(right), crossentropy.elements(z, predictions));
        return LastAxis.mean(balanced ? multiply(focal, balance(z)) : focal);
    }

    private Tensor balance(Tensor z) {
        return add(multiply(z, focus.alpha()), multiply(subtract(1, z), 1 - focus.alpha()));
    }

    @Override
    public Config config() {
        Config own = crossentropy.into(config("BinaryFocalCrossentropy"));
        return focus.into(own).with("apply_class_balancing", balanced);
    }
}
