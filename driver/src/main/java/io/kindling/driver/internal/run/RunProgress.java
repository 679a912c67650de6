package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run remembers between steps besides the state of the training: everything that its files and its end depend on. */
final class RunProgress {
    private final List<EpochResult> epochs = new ArrayList<>();
    private final BestEpoch best;
    private LossCurve losses = new LossCurve();
    private EpochTotals totals = new EpochTotals();
    private Optional<List<float[]>> bestWeights = Optional.empty();
    private long metricsBytes;

    /**
     * Nothing yet.
     *
     * @param best without memory
     */
    RunProgress(BestEpoch best) {
        this.best = best;
    }

    /**
     * Continues what {@link #asConfig} described.
     *
     * @param best without memory; it keeps none if it watches another number than before
     * @throws IllegalArgumentException or ClassCastException if something is missing or of another type
     */
    static RunProgress from(Config config, BestEpoch best) {
        RunProgress progress = new RunProgress(best);
        config.configs("epochs").forEach(epoch -> progress.epochs.add(EpochResult.from(epoch)));
        progress.best.restore(config.config("best"));
        progress.losses = LossCurve.from(config.config("losses"));
        progress.totals = EpochTotals.from(config.config("totals"));
        progress.metricsBytes = config.longInteger("metrics_bytes");
        if (progress.metricsBytes < 0) {
            throw new IllegalArgumentException("Invalid length of a log: a negative number");
        }
        return progress;
    }

    /**
     * Describes the progress.
     *
     * @param metrics the length of {@code metrics.jsonl} so far
     */
    Config asConfig(long metrics) {
        return Config.of(
                "epochs",
                epochs.stream().map(EpochResult::asConfig).toList(),
                "best",
                best.asConfig(),
                "losses",
                losses.asConfig(),
                "totals",
                totals.asConfig(),
                "metrics_bytes",
                metrics);
    }

    /** The epochs that have ended. */
    List<EpochResult> epochs() {
        return epochs;
    }

    BestEpoch best() {
        return best;
    }

    /** The weights at the end of the best epoch; empty if the run ends with its last. They are not part of {@link #asConfig}. */
    Optional<List<float[]>> bestWeights() {
        return bestWeights;
    }

    void keepBest(List<float[]> weights) {
        bestWeights = Optional.of(weights);
    }

    LossCurve losses() {
        return losses;
    }

    /** The totals of the current epoch. */
    EpochTotals totals() {
        return totals;
    }

    /** Records the end of an epoch. */
    void epochEnded(EpochResult result) {
        epochs.add(result);
        totals = new EpochTotals();
    }

    /** How much of {@code metrics.jsonl} belongs to this progress. */
    long metricsBytes() {
        return metricsBytes;
    }
}
