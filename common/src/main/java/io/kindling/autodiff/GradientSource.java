package io.kindling.autodiff;

import io.kindling.tensor.Tensor;

/** What a target can be differentiated with respect to: a {@link Variable}, or a {@linkplain #of wrapped} tensor. */
public sealed interface GradientSource permits Variable, GradientSource.Watched {
    /** A tensor that a tape watches. */
    record Watched(Tensor tensor) implements GradientSource {}

    static GradientSource of(Tensor tensor) {
        return new Watched(tensor);
    }

    /** The tensor that tapes currently identify this source by. */
    Tensor tensor();
}
