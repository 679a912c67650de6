package io.kindling.nn.metric;

/** The value above which a prediction is positive. */
final class Threshold {
    /** Keras' default. */
    static final double HALF = 0.5;

    private Threshold() {}

    static double require(double threshold) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("Invalid threshold: " + threshold + " (0 to 1)");
        }
        return threshold;
    }
}
