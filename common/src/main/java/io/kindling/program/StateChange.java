package io.kindling.program;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What one shard saw of a moving statistic: {@code state = state * momentum + value * (1 - momentum)}, once, with the
 * row-weighted mean of the value over shards.
 *
 * @param model which model, in the program's order
 * @param weight which of its weights
 * @param momentum how much of the old state stays
 * @param rows how many rows the value was seen over
 * @param value the value seen
 */
public record StateChange(int model, int weight, double momentum, long rows, float[] value) implements Serializable {
    @Override
    public boolean equals(Object other) {
        return other instanceof StateChange that
                && model == that.model
                && weight == that.weight
                && momentum == that.momentum
                && rows == that.rows
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value) * 31 + weight;
    }
}
