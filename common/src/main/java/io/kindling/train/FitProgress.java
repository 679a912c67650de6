package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.ExactNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The epochs of a fit so far, and the totals of the current one. */
final class FitProgress {
    private final List<History.Epoch> epochs = new ArrayList<>();
    private double weightedLoss;
    private long rows;
    private Map<String, Double> metrics = Map.of();

    /** Continues what {@link #asConfig} described. */
    static FitProgress from(Config config) {
        FitProgress progress = new FitProgress();
        config.configs("epochs").forEach(epoch -> progress.epochs.add(epoch(epoch)));
        progress.weightedLoss = Double.parseDouble(config.string("weighted_loss"));
        progress.rows = config.longInteger("rows");
        return progress;
    }

    /** Describes the progress. The metrics of the current epoch are those of its next step. */
    Config asConfig() {
        return Config.of(
                "epochs", epochs.stream().map(FitProgress::asConfig).toList(),
                "weighted_loss", Double.toString(weightedLoss),
                "rows", rows);
    }

    void add(StepResult step) {
        if (!Double.isNaN(step.loss())) {
            weightedLoss += step.loss() * step.rows();
            rows += step.rows();
        }
        metrics = step.metrics();
    }

    void epochEnded(Evaluation validation) {
        epochs.add(new History.Epoch(rows == 0 ? 0 : weightedLoss / rows, metrics, validation));
        weightedLoss = 0;
        rows = 0;
        metrics = Map.of();
    }

    int epochsDone() {
        return epochs.size();
    }

    History history() {
        return new History(epochs);
    }

    private static Config asConfig(History.Epoch epoch) {
        Evaluation validation = epoch.validation();
        return Config.of(
                "loss",
                Double.toString(epoch.loss()),
                "metrics",
                ExactNumbers.texts(epoch.metrics()),
                "validation_rows",
                validation.rows(),
                "validation_loss",
                Double.toString(validation.loss()),
                "validation_metrics",
                ExactNumbers.texts(validation.metrics()),
                "validation_states",
                validation.states().stream().map(FitProgress::list).toList());
    }

    private static History.Epoch epoch(Config config) {
        Evaluation validation = new Evaluation(
                config.longInteger("validation_rows"),
                Double.parseDouble(config.string("validation_loss")),
                ExactNumbers.values(config.config("validation_metrics")),
                config.list("validation_states").stream()
                        .map(FitProgress::array)
                        .toList());
        return new History.Epoch(
                Double.parseDouble(config.string("loss")), ExactNumbers.values(config.config("metrics")), validation);
    }

    private static List<Long> list(long[] state) {
        return Arrays.stream(state).boxed().toList();
    }

    private static long[] array(Object list) {
        return ((List<?>) list).stream().mapToLong(value -> (Long) value).toArray();
    }
}
