package io.kindling.nn.initializer;

import io.kindling.nn.Initializer;
import io.kindling.nn.initializer.VarianceScaling.Distribution;
import io.kindling.nn.initializer.VarianceScaling.Fan;

/** Truncated normal with variance {@code 1 / fan in}: LeCun et al., 1998. */
public final class LecunNormal {
    private LecunNormal() {}

    public static Initializer of() {
        return new VarianceScaling("LecunNormal", 1, Fan.FAN_IN, Distribution.TRUNCATED_NORMAL);
    }
}
