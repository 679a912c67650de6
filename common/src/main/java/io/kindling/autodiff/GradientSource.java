package io.kindling.autodiff;

import io.kindling.tensor.Tensor;

/** What a gradient can be taken by: a {@link Variable}, or a tensor {@linkplain #of wrapped}. */
public sealed interface GradientSource permits Variable, GradientSource.Watched {
    /** A tensor that a tape watches. */
    record Watched(Tensor tensor) implements GradientSource {}

    static GradientSource of(Tensor tensor) {
        return new Watched(tensor);
    }

    /** The tensor whose identity the tapes know now. */
    Tensor tensor();
}
