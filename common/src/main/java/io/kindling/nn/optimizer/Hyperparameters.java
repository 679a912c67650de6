package io.kindling.nn.optimizer;

/** Hyperparameter checks for several optimizers. */
final class Hyperparameters {
    private Hyperparameters() {}

    static void requireFraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + value + " (0 to 1)");
        }
    }

    /** Checks the decay of a mean that is divided by {@code 1 - decay^t}; a decay of 1 would divide by 0. */
    static void requireDecay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + value + " (0 to below 1)");
        }
    }

    static void requirePositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + value + " (finite and > 0)");
        }
    }
}
