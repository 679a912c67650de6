package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;

/**
 * How long steps took, in microseconds.
 *
 * @param median half of them took at most this
 * @param fast a tenth of them took at most this: other programs did not disturb them
 */
record StepTimes(double median, double fast) {
    private static final String MEDIAN = "median";
    private static final String FAST = "fast";

    /** @param nanos the time of each step, sorted; at least one */
    static StepTimes of(long[] nanos) {
        return new StepTimes(nanos[nanos.length / 2] / 1e3, nanos[nanos.length / 10] / 1e3);
    }

    static StepTimes of(Config config) {
        return new StepTimes(config.number(MEDIAN), config.number(FAST));
    }

    Config asConfig() {
        return Config.of(MEDIAN, median, FAST, fast);
    }
}
