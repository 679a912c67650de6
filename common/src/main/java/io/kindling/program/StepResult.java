package io.kindling.program;

import java.util.Map;

/**
 * The result of one step.
 *
 * @param step the step's number from the start of training
 * @param epoch the epoch's number
 * @param batch the number of the batch in the epoch
 * @param losses the loss of each phase, before its update, by the phase's name
 * @param metrics each metric over the epoch so far, by its name
 * @param rows rows of this batch
 * @param seen rows of the epoch so far
 * @param time how the step's time was spent
 */
public record StepResult(
        long step,
        int epoch,
        int batch,
        Map<String, Double> losses,
        Map<String, Double> metrics,
        int rows,
        long seen,
        StepTime time)
        implements Measured {
    /** The first phase's loss. */
    public double loss() {
        return losses.values().iterator().next();
    }
}
