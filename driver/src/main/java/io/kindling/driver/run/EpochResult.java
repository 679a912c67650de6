package io.kindling.driver.run;

import java.util.Map;
import java.util.Optional;

/**
 * One epoch, or the part of it that was trained.
 *
 * @param epoch its number, from 0
 * @param losses each phase's loss: the mean over the steps, weighted by their rows
 * @param metrics each metric over the epoch's rows, by its name
 * @param seconds the time of training alone
 * @param validation the evaluation at its end, where there are rows for one
 */
public record EpochResult(
        int epoch,
        Map<String, Double> losses,
        Map<String, Double> metrics,
        double seconds,
        Optional<Validation> validation) {
    /**
     * @param loss the loss over all validation rows
     * @param metrics each metric over them
     * @param seconds its time
     */
    public record Validation(double loss, Map<String, Double> metrics, double seconds) {}

    /** The first phase's loss. */
    public double loss() {
        return losses.values().iterator().next();
    }
}
