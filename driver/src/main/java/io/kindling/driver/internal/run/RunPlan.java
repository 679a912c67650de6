package io.kindling.driver.internal.run;

import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.program.StrategyKind;

/**
 * The plan of a run, known before its first step.
 *
 * @param settings the settings of the run
 * @param rows the training and validation rows
 * @param stepsPerEpoch steps of a full epoch
 * @param strategy the kind of strategy that was chosen
 * @param reason why this strategy was chosen
 * @param location where it computes
 * @param parallelism how many shards can be computed concurrently, as far as is known
 */
public record RunPlan(
        TrainSettings settings,
        TrainingRows rows,
        long stepsPerEpoch,
        StrategyKind strategy,
        String reason,
        String location,
        int parallelism) {
    /** Returns the number of epochs, the last of which may be partial if the number of steps is limited. */
    public int epochs() {
        return (int) settings.length().steps().stream()
                .map(steps -> Math.min(settings.length().epochs(), (steps - 1) / stepsPerEpoch + 1))
                .findFirst()
                .orElse(settings.length().epochs());
    }

    /** Returns the epoch of a step, from 0. */
    int epochOf(long step) {
        return (int) (step / stepsPerEpoch);
    }

    /** Returns the steps of an epoch: fewer in the last one if the number of steps is limited. */
    public long stepsIn(int epoch) {
        long before = epoch * stepsPerEpoch;
        return Math.min(stepsPerEpoch, settings.length().steps().orElse(Long.MAX_VALUE) - before);
    }
}
