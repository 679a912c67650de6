package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;
import io.kindling.nn.initializer.VarianceScaling.Distribution;
import io.kindling.nn.initializer.VarianceScaling.Fan;

/** Truncated normal with variance {@code 2 / fan in}: He et al., 2015. */
public final class HeNormal {
    private HeNormal() {}

    public static Initializer of() {
        return new VarianceScaling("HeNormal", 2, Fan.FAN_IN, Distribution.TRUNCATED_NORMAL);
    }
}
