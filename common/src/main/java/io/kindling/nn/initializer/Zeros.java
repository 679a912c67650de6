package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;

/** All 0: the default for biases. */
public final class Zeros {
    private Zeros() {}

    public static Initializer of() {
        return Constant.of(0);
    }
}
