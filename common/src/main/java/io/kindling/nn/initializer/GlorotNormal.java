package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;
import io.kindling.nn.initializer.VarianceScaling.Distribution;
import io.kindling.nn.initializer.VarianceScaling.Fan;

/** Truncated normal with variance {@code 2 / (fan in + fan out)}: Glorot and Bengio, 2010. */
public final class GlorotNormal {
    private GlorotNormal() {}

    public static Initializer of() {
        return new VarianceScaling("GlorotNormal", 1, Fan.FAN_AVG, Distribution.TRUNCATED_NORMAL);
    }
}
