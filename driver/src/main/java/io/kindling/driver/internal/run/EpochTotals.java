package io.kindling.driver.internal.run;

import io.kindling.program.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Accumulates the losses and metrics of an epoch's steps. */
final class EpochTotals {
    private final Map<String, Double> weightedLosses = new LinkedHashMap<>();
    private Map<String, Double> metrics = Map.of();
    private long rows;

    void add(StepResult step) {
        step.losses().forEach((phase, loss) -> weightedLosses.merge(phase, loss * step.rows(), Double::sum));
        metrics = step.metrics();
        rows += step.rows();
    }

    EpochResult result(int epoch, double seconds, Optional<EpochResult.Validation> validation) {
        Map<String, Double> losses = new LinkedHashMap<>();
        weightedLosses.forEach((phase, sum) -> losses.put(phase, sum / rows));
        return new EpochResult(epoch, losses, metrics, seconds, validation);
    }
}
