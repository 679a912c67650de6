package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;
import io.kindling.nn.initializer.VarianceScaling.Distribution;
import io.kindling.nn.initializer.VarianceScaling.Fan;

/** Uniform within {@code sqrt(6 / fan in)} of 0: He et al., 2015. */
public final class HeUniform {
    private HeUniform() {}

    public static Initializer of() {
        return new VarianceScaling("HeUniform", 2, Fan.FAN_IN, Distribution.UNIFORM);
    }
}
