package io.kindling.nn.schedule;

/** Argument checks for schedules. */
final class Rates {
    private Rates() {}

    static void requireRate(String name, double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + rate + " (finite and >= 0)");
        }
    }

    static void requireSteps(String name, long steps, long minimum) {
        if (steps < minimum) {
            throw new IllegalArgumentException("Invalid " + name + ": " + steps + " (at least " + minimum + ")");
        }
    }
}
