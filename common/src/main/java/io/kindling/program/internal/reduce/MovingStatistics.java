package io.kindling.program.internal.reduce;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.MovingStatistic;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies the shards' values of moving statistics: their mean, weighted by rows and added in canonical order, then one momentum
 * update. Shards without rows are ignored.
 */
public final class MovingStatistics {
    private record Weighted(float[] sum, long rows) {}

    private MovingStatistics() {}

    public static void apply(List<ShardResult> results, BuiltProgram program, TrainingState state) {
        int count = results.get(0).changes().size();
        for (int c = 0; c < count; c++) {
            List<MovingStatistic> partials = new ArrayList<>();
            for (ShardResult result : results) {
                if (result.changes().get(c).rows() > 0) {
                    partials.add(result.changes().get(c));
                }
            }
            if (!partials.isEmpty()) {
                applyOne(partials, program, state);
                state.changed();
            }
        }
    }

    private static void applyOne(List<MovingStatistic> partials, BuiltProgram program, TrainingState state) {
        Weighted total = CanonicalSum.of(
                partials.stream().map(MovingStatistics::weighted).toList(), MovingStatistics::add);
        MovingStatistic change = partials.get(0);
        WeightLayout.Slice slice =
                program.layouts().get(change.model()).slices().get(change.weight());
        float[] weights = state.weights().get(change.model());
        float momentum = (float) change.momentum();
        float rest = (float) (1 - change.momentum());
        for (int i = 0; i < total.sum().length; i++) {
            float mean = total.sum()[i] / total.rows();
            int at = slice.from() + i;
            weights[at] = weights[at] * momentum + mean * rest;
        }
    }

    private static Weighted weighted(MovingStatistic change) {
        float[] sum = new float[change.value().length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = change.value()[i] * change.rows();
        }
        return new Weighted(sum, change.rows());
    }

    private static Weighted add(Weighted a, Weighted b) {
        for (int i = 0; i < a.sum.length; i++) {
            a.sum[i] += b.sum[i];
        }
        return new Weighted(a.sum, a.rows + b.rows);
    }
}
