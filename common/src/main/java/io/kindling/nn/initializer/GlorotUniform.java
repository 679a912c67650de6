package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;
import io.kindling.nn.initializer.VarianceScaling.Distribution;
import io.kindling.nn.initializer.VarianceScaling.Fan;

/** Uniform within {@code sqrt(6 / (fan in + fan out))} of 0: Glorot and Bengio, 2010. The default for kernels. */
public final class GlorotUniform {
    private GlorotUniform() {}

    public static Initializer of() {
        return new VarianceScaling("GlorotUniform", 1, Fan.FAN_AVG, Distribution.UNIFORM);
    }
}
