package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.ExactNumbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Accumulates the losses and metrics of an epoch's steps. */
final class EpochTotals {
    private final Map<String, Double> weightedLosses = new LinkedHashMap<>();
    private Map<String, Double> metrics = Map.of();
    private long rows;
    private double seconds;

    void add(StepResult step) {
        step.losses().forEach((phase, loss) -> weightedLosses.merge(phase, loss * step.rows(), Double::sum));
        metrics = step.metrics();
        rows += step.rows();
    }

    /** Adds time that was spent on training. */
    void addSeconds(double spent) {
        seconds += spent;
    }

    Config asConfig() {
        return Config.of(
                "losses", ExactNumbers.texts(weightedLosses), "rows", rows, "seconds", Double.toString(seconds));
    }

    /** Continues totals that {@link #asConfig} described. The metrics are those of the next step. */
    static EpochTotals from(Config config) {
        EpochTotals totals = new EpochTotals();
        totals.weightedLosses.putAll(ExactNumbers.values(config.config("losses")));
        totals.rows = config.longInteger("rows");
        totals.seconds = Double.parseDouble(config.string("seconds"));
        return totals;
    }

    EpochResult result(int epoch, Optional<EpochResult.Validation> validation) {
        Map<String, Double> losses = new LinkedHashMap<>();
        weightedLosses.forEach((phase, sum) -> losses.put(phase, sum / rows));
        return new EpochResult(epoch, losses, metrics, seconds, validation);
    }
}
