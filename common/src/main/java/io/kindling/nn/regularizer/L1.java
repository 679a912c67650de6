package io.kindling.nn.regularizer;

import io.kindling.nn.Regularizer;

/** {@code factor * sum(|w|)}. */
public final class L1 {
    private L1() {}

    public static Regularizer of(double factor) {
        return L1L2.of(factor, 0);
    }
}
