package io.kindling.driver.run;

import io.kindling.driver.rows.TrainingRows;

/**
 * What a run is going to do.
 *
 * @param settings what was asked for
 * @param rows the rows
 * @param stepsPerEpoch steps of a whole epoch
 * @param strategy the strategy's name
 * @param reason why that one
 * @param place where it computes
 * @param parallelism how many shards are computed at once, as far as is known
 */
public record RunPlan(
        TrainSettings settings,
        TrainingRows rows,
        long stepsPerEpoch,
        String strategy,
        String reason,
        String place,
        int parallelism) {
    /** The number of epochs that can begin before the steps are used up. */
    public int epochs() {
        return (int) settings.length().steps().stream()
                .map(steps -> Math.min(settings.length().epochs(), (steps - 1) / stepsPerEpoch + 1))
                .findFirst()
                .orElse(settings.length().epochs());
    }

    /** The steps of this epoch: fewer in the last one, where the steps are limited. */
    public long stepsIn(int epoch) {
        long before = epoch * stepsPerEpoch;
        return Math.min(stepsPerEpoch, settings.length().steps().orElse(Long.MAX_VALUE) - before);
    }
}
