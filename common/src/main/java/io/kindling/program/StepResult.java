package io.kindling.program;

import java.util.Map;

/**
 * What one step did.
 *
 * @param step the step's number from the start of training
 * @param epoch its epoch
 * @param batch which batch of the epoch it was
 * @param losses the loss of each phase, before its update, by the phase's name
 * @param metrics each metric over the epoch so far, by its name
 * @param rows rows of this batch
 * @param seen rows of the epoch so far
 * @param time where the step's time went
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
