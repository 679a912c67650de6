package io.kindling.program.internal.replica;

import java.io.Serializable;
import java.util.Arrays;

/**
 * One shard's value of a moving statistic. The update is {@code state = state * momentum + value * (1 - momentum)}, once for
 * each phase, with the row-weighted mean of the value over shards.
 *
 * @param model the index of the model in the program
 * @param weight the index of the weight in the model
 * @param momentum the factor of the old state
 * @param rows how many rows the value was computed over
 * @param value the value
 */
public record MovingStatistic(int model, int weight, double momentum, long rows, float[] value)
        implements Serializable {
    @Override
    public boolean equals(Object other) {
        return other instanceof MovingStatistic that
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
