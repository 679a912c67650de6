package io.kindling.program;

import java.util.List;
import java.util.Map;

/**
 * The result of one step.
 *
 * @param step the step's number from the start of training
 * @param epoch the epoch's number
 * @param batch the number of the batch in the epoch
 * @param losses the loss of each phase, before its update, by the phase's name; NaN if the update was refused
 * @param metrics each metric over the epoch so far, by its name
 * @param rows rows of this batch
 * @param seen rows of the epoch so far
 * @param time how the step's time was spent
 * @param refused where and why updates were refused because they were not finite, one sentence for each; see {@link OnNan}
 */
public record StepResult(
        long step,
        int epoch,
        int batch,
        Map<String, Double> losses,
        Map<String, Double> metrics,
        int rows,
        long seen,
        StepTime time,
        List<String> refused)
        implements Measured {
    public StepResult {
        refused = List.copyOf(refused);
    }

    /** The first phase's loss. */
    public double loss() {
        return losses.values().iterator().next();
    }
}
