package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;

/** Clipping of probabilities before logarithms, as in Keras. */
final class Probabilities {
    /** Keras' {@code backend.epsilon()}. */
    static final double EPSILON = 1e-7;

    private Probabilities() {}

    /** Clips p to [epsilon, 1 - epsilon]; the gradient is that of p inside, bounds included, and 0 outside. */
    static Tensor clip(Tensor p) {
        return Ops.minimum(Ops.maximum(p, EPSILON), 1 - EPSILON);
    }

    static void requireSmoothing(double smoothing) {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new IllegalArgumentException("Invalid label smoothing: " + smoothing + " (0 to 1)");
        }
    }
}
