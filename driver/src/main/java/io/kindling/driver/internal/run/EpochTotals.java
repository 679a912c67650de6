package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.program.StepResult;
import java.util.Map;
import java.util.Optional;

/** Accumulates the losses and metrics of an epoch's steps. */
final class EpochTotals {
    private LossMeans losses = new LossMeans();
    private Map<String, Double> metrics = Map.of();
    private long refused;
    private double seconds;

    void add(StepResult step) {
        losses.add(step);
        metrics = step.metrics();
        refused += step.refused().size();
    }

    /** Adds time that was spent on training. */
    void addSeconds(double spent) {
        seconds += spent;
    }

    Config asConfig() {
        return Config.of("losses", losses.asConfig(), "refused", refused, "seconds", Double.toString(seconds));
    }

    /** Continues totals that {@link #asConfig} described. The metrics are those of the next step. */
    static EpochTotals from(Config config) {
        EpochTotals totals = new EpochTotals();
        totals.losses = LossMeans.from(config.config("losses"));
        totals.refused = config.longInteger("refused");
        totals.seconds = Double.parseDouble(config.string("seconds"));
        return totals;
    }

    EpochResult result(int epoch, Optional<EpochResult.Validation> validation) {
        return new EpochResult(epoch, losses.means(), metrics, refused, seconds, validation);
    }
}
