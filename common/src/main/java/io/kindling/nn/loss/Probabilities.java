package io.kindling.nn.loss;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.tensor.Tensor;

/** Keras' guard of logarithms. */
final class Probabilities {
    /** Keras' {@code backend.epsilon()}. */
    static final double EPSILON = 1e-7;

    private Probabilities() {}

    /** Within [epsilon, 1 - epsilon]; the gradient is that of p within, bounds included, and 0 beyond. */
    static Tensor clip(Tensor p) {
        return Arithmetic.minimum(Arithmetic.maximum(p, EPSILON), 1 - EPSILON);
    }

    static void requireSmoothing(double smoothing) {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new IllegalArgumentException("Invalid label smoothing: " + smoothing + " (0 to 1)");
        }
    }
}
