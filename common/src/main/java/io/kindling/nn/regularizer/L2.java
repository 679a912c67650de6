package io.kindling.nn.regularizer;

import io.kindling.nn.Regularizer;

/** {@code factor * sum(w^2)}. */
public final class L2 {
    private L2() {}

    public static Regularizer of(double factor) {
        return L1L2.of(0, factor);
    }
}
