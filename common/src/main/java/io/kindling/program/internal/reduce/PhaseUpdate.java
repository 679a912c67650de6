package io.kindling.program.internal.reduce;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.ShardResult;
import java.util.List;

/** Reduces the shards' results of a phase and applies them to the state: the optimizer's update, then moving statistics. */
public final class PhaseUpdate {
    private PhaseUpdate() {}

    /** @param layout which of the phase's weights are trained */
    public static void apply(
            BuiltProgram program, Phase phase, WeightLayout layout, List<ShardResult> results, TrainingState state) {
        float[] gradient =
                CanonicalSum.of(results.stream().map(ShardResult::gradient).toList());
        OptimizerState optimizer = state.optimizers().get(program.phases().indexOf(phase));
        float[] weights = gather(program, phase, state, layout.size());
        phase.optimizer().update(weights, gradient, optimizer, layout);
        scatter(program, phase, state, weights);
        state.changed();
        MovingStatistics.apply(results, program, state);
    }

    private static float[] gather(BuiltProgram program, Phase phase, TrainingState state, int size) {
        List<Integer> models = program.updatedBy(phase);
        if (models.size() == 1) {
            return state.weights().get(models.get(0));
        }
        float[] flat = new float[size];
        int from = 0;
        for (int model : models) {
            float[] weights = state.weights().get(model);
            System.arraycopy(weights, 0, flat, from, weights.length);
            from += weights.length;
        }
        return flat;
    }

    private static void scatter(BuiltProgram program, Phase phase, TrainingState state, float[] flat) {
        List<Integer> models = program.updatedBy(phase);
        if (models.size() == 1) {
            return;
        }
        int from = 0;
        for (int model : models) {
            float[] weights = state.weights().get(model);
            System.arraycopy(flat, from, weights, 0, weights.length);
            from += weights.length;
        }
    }
}
