package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The weighting of examples in a focal loss: by {@code (1 - p)^gamma}, where p is the probability predicted for the
 * true class, and by alpha. Lin et al., Focal Loss for Dense Object Detection (2017), whose default values Keras uses.
 */
record FocalWeighting(double alpha, double gamma) {
    static final FocalWeighting STANDARD = new FocalWeighting(0.25, 2);

    FocalWeighting {
        if (!(alpha >= 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("Invalid alpha: " + alpha + " (finite and >= 0)");
        }
        if (!(gamma >= 0) || Double.isInfinite(gamma)) {
            throw new IllegalArgumentException("Invalid gamma: " + gamma + " (finite and >= 0)");
        }
    }

    static FocalWeighting from(Config config) {
        return new FocalWeighting(config.number("alpha", STANDARD.alpha), config.number("gamma", STANDARD.gamma));
    }

    Config into(Config config) {
        return config.with("alpha", alpha).with("gamma", gamma);
    }

    FocalWeighting alpha(double newAlpha) {
        return new FocalWeighting(newAlpha, gamma);
    }

    FocalWeighting gamma(double newGamma) {
        return new FocalWeighting(alpha, newGamma);
    }

    /** Returns {@code (1 - p)^gamma}. */
    Tensor factor(Tensor p) {
        return Ops.pow(Ops.subtract(1, p), gamma);
    }
}
