package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;
import io.kindling.nn.initializer.VarianceScaling.Distribution;
import io.kindling.nn.initializer.VarianceScaling.Fan;

/** Uniform within {@code sqrt(3 / fan in)} of 0: LeCun et al., 1998. */
public final class LecunUniform {
    private LecunUniform() {}

    public static Initializer of() {
        return new VarianceScaling("LecunUniform", 1, Fan.FAN_IN, Distribution.UNIFORM);
    }
}
