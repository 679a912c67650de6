package io.kindling.nn.loss;

import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.negate;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * {@link CategoricalCrossentropy} that gives easy examples less weight: {@code -sum(alpha * (1 - p)^gamma * label *
 * log(p))}. Labels and predictions (batch, ..., classes), values (batch, ...). Probabilities, including those computed
 * from logits, are divided by their sum, then clipped to [1e-7, 1 - 1e-7].
 */
public final class CategoricalFocalCrossentropy extends Loss {
    private final CategoricalCrossentropy crossentropy;
    private final FocalWeighting focus;

    private CategoricalFocalCrossentropy(CategoricalCrossentropy crossentropy, FocalWeighting focus) {
        super(crossentropy.reduction());
        this.crossentropy = crossentropy;
        this.focus = focus;
    }

    /** Returns the loss for predictions that are logits: any real numbers. */
    public static CategoricalFocalCrossentropy fromLogits() {
        return new CategoricalFocalCrossentropy(CategoricalCrossentropy.fromLogits(), FocalWeighting.STANDARD);
    }

    /** Returns the loss for predictions that are probabilities, such as the output of a softmax. */
    public static CategoricalFocalCrossentropy fromProbabilities() {
        return new CategoricalFocalCrossentropy(CategoricalCrossentropy.fromProbabilities(), FocalWeighting.STANDARD);
    }

    static CategoricalFocalCrossentropy from(Config config) {
        return new CategoricalFocalCrossentropy(CategoricalCrossentropy.from(config), FocalWeighting.from(config));
    }

    /** Returns a copy with another weight alpha, which applies to every class; 0.25 by default. */
    public CategoricalFocalCrossentropy alpha(double alpha) {
        return new CategoricalFocalCrossentropy(crossentropy, focus.alpha(alpha));
    }

    /** Returns a copy with another exponent gamma; 2 by default. */
    public CategoricalFocalCrossentropy gamma(double gamma) {
        return new CategoricalFocalCrossentropy(crossentropy, focus.gamma(gamma));
    }

    /** Returns a copy that moves labels towards the uniform distribution by a fraction from 0 to 1. */
    public CategoricalFocalCrossentropy labelSmoothing(double smoothing) {
        return new CategoricalFocalCrossentropy(crossentropy.labelSmoothing(smoothing), focus);
    }

    @Override
    public CategoricalFocalCrossentropy reduction(Reduction newReduction) {
        return new CategoricalFocalCrossentropy(crossentropy.reduction(newReduction), focus);
    }

    @Override
    public Tensor probabilities(Tensor predictions) {
        return crossentropy.probabilities(predictions);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor target = crossentropy.smoothed(labels, predictions);
        Tensor p = probabilities(predictions);
        Tensor clipped = Probabilities.clip(Ops.divide(p, Ops.sumKeepingAxes(p, -1)));
        Tensor crossentropies = negate(multiply(target, Ops.log(clipped)));
        Tensor focal = multiply(multiply(focus.factor(clipped), focus.alpha()), crossentropies);
        return Ops.sum(focal, -1);
    }

    @Override
    public Config config() {
        return focus.into(crossentropy.into(config("CategoricalFocalCrossentropy")));
    }
}
