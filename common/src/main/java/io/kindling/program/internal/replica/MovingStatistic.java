package io.kindling.program.internal.replica;

import io.kindling.nn.Model;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.program.BuiltProgram;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

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
    /**
     * The statistics that updates concern: one for each model of the program that has the updated variable.
     *
     * @param values returns a new array of the values that an update submits, from its index
     */
    static List<MovingStatistic> of(
            BuiltProgram program, List<StateUpdates.Update> updates, IntFunction<float[]> values) {
        if (updates.isEmpty()) {
            return List.of();
        }
        List<MovingStatistic> statistics = new ArrayList<>();
        List<Model> models = List.copyOf(program.models().values());
        for (int i = 0; i < updates.size(); i++) {
            StateUpdates.Update update = updates.get(i);
            for (int m = 0; m < models.size(); m++) {
                int weight = models.get(m).weights().indexOf(update.variable());
                if (weight >= 0) {
                    statistics.add(new MovingStatistic(m, weight, update.momentum(), update.rows(), values.apply(i)));
                }
            }
        }
        return statistics;
    }

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
