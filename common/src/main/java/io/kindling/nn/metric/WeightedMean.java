package io.kindling.nn.metric;

import io.kindling.nn.internal.ExactSum;
import org.jspecify.annotations.Nullable;

/** {@code sum(weight * value) / sum(weight)}, both sums exact; 0 if the weights sum to 0, as in Keras. */
final class WeightedMean {
    private final ExactSum total = new ExactSum();
    private final ExactSum weight = new ExactSum();

    /** Adds values; without weights, each has weight 1. */
    void add(double[] values, double @Nullable [] weights) {
        if (weights == null) {
            for (double value : values) {
                total.add(value);
            }
            weight.add(values.length);
        } else {
            for (int i = 0; i < values.length; i++) {
                total.add(weights[i] * values[i]);
                weight.add(weights[i]);
            }
        }
    }

    double result() {
        double divisor = weight.result();
        return divisor == 0 ? 0 : total.result() / divisor;
    }

    void reset() {
        total.reset();
        weight.reset();
    }

    long[] state() {
        long[] state = new long[2 * ExactSum.STATE_LENGTH];
        total.state(state, 0);
        weight.state(state, ExactSum.STATE_LENGTH);
        return state;
    }

    /** @param state a state of the correct length */
    void load(long[] state) {
        total.load(state, 0);
        weight.load(state, ExactSum.STATE_LENGTH);
    }
}
