package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;

/** All 1. */
public final class Ones {
    private Ones() {}

    public static Initializer of() {
        return Constant.of(1);
    }
}
