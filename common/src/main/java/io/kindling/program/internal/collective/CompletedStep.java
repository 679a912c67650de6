package io.kindling.program.internal.collective;

import io.kindling.program.BuiltProgram;
import io.kindling.program.StepResult;
import io.kindling.program.StepTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a step as a worker group computes it.
 *
 * @param losses the loss of each phase
 * @param metrics the state of each metric over the epoch so far
 * @param applied how many updates of each phase were applied
 * @param refused where and why other updates were refused
 */
public record CompletedStep(
        long step,
        int epoch,
        int batch,
        double[] losses,
        List<long[]> metrics,
        int rows,
        long seen,
        StepTime time,
        int[] applied,
        List<String> refused) {
    /** The result with names. The program must not be in use by another thread. */
    StepResult result(BuiltProgram program) {
        Map<String, Double> byPhase = new LinkedHashMap<>();
        for (int i = 0; i < losses.length; i++) {
            byPhase.put(program.phases().get(i).name(), losses[i]);
        }
        return new StepResult(step, epoch, batch, byPhase, program.trainingMetrics(metrics), rows, seen, time, refused);
    }
}
