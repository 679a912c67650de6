package io.kindling.nn.loss;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;

/**
 * The weighting of examples in a focal loss: by {@code (1 - p)^gamma}, where p is the probability predicted for the
 * true class, and by alpha. Lin et al., Focal Loss for Dense Object Detection (2017), whose default values Keras uses.
 */
record Focus(double alpha, double gamma) {
    static final Focus STANDARD = new Focus(0.25, 2);

    Focus {
        if (!(alpha >= 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("Invalid alpha: " + alpha + " (finite and >= 0)");
        }
        if (!(gamma >= 0) || Double.isInfinite(gamma)) {
            throw new IllegalArgumentException("Invalid gamma: " + gamma + " (finite and >= 0)");
        }
    }

    static Focus from(Config config) {
        return new Focus(config.number("alpha", STANDARD.alpha), config.number("gamma", STANDARD.gamma));
    }

    Config into(Config config) {
        return config.with("alpha", alpha).with("gamma", gamma);
    }

    Focus alpha(double newAlpha) {
        return new Focus(newAlpha, gamma);
    }

    Focus gamma(double newGamma) {
        return new Focus(alpha, newGamma);
    }

    /** Returns {@code (1 - p)^gamma}. */
    Tensor factor(Tensor p) {
        return Arithmetic.pow(Arithmetic.subtract(1, p), gamma);
    }
}
