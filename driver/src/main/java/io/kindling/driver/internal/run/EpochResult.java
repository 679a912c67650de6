package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.train.internal.checkpoint.ExactNumbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of one epoch, or of the part of it that was trained.
 *
 * @param epoch its number, from 0
 * @param losses each phase's loss: the mean over the steps, weighted by their rows, without those whose update was refused
 * @param metrics each metric over the epoch's rows, by name, without those of refused updates
 * @param refused how many updates were refused because they were not finite
 * @param seconds time spent on training only
 * @param validation the evaluation at the end of the epoch, if there are validation rows
 */
public record EpochResult(
        int epoch,
        Map<String, Double> losses,
        Map<String, Double> metrics,
        long refused,
        double seconds,
        Optional<Validation> validation) {
    /**
     * The result of the evaluation at the end of an epoch.
     *
     * @param loss the loss over all validation rows
     * @param metrics each metric over all validation rows, by name
     * @param seconds time spent on validation
     */
    public record Validation(double loss, Map<String, Double> metrics, double seconds) {}

    Config asConfig() {
        Config config = Config.of(
                "epoch",
                epoch,
                "losses",
                ExactNumbers.texts(losses),
                "metrics",
                ExactNumbers.texts(metrics),
                "refused",
                refused,
                "seconds",
                Double.toString(seconds));
        return validation
                .map(each -> config.with(
                        "validation",
                        Config.of(
                                "loss",
                                Double.toString(each.loss()),
                                "metrics",
                                ExactNumbers.texts(each.metrics()),
                                "seconds",
                                Double.toString(each.seconds()))))
                .orElse(config);
    }

    /** Returns the result that {@link #asConfig} described. */
    static EpochResult from(Config config) {
        Optional<Validation> validation = Optional.empty();
        if (config.has("validation")) {
            Config each = config.config("validation");
            validation = Optional.of(new Validation(
                    Double.parseDouble(each.string("loss")),
                    ExactNumbers.values(each.config("metrics")),
                    Double.parseDouble(each.string("seconds"))));
        }
        return new EpochResult(
                config.integer("epoch"),
                ExactNumbers.values(config.config("losses")),
                ExactNumbers.values(config.config("metrics")),
                config.longInteger("refused"),
                Double.parseDouble(config.string("seconds")),
                validation);
    }

    /** Returns the first phase's loss. */
    public double loss() {
        return losses.values().iterator().next();
    }

    /**
     * Returns the numbers of the epoch by name, in the order of the columns of {@code history.csv}, with a loss for each phase
     * if there are several.
     */
    Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss", loss());
        if (losses().size() > 1) {
            losses().forEach((phase, loss) -> numbers.put("loss_" + phase, loss));
        }
        numbers.putAll(metrics());
        validation().ifPresent(validation -> {
            numbers.put("val_loss", validation.loss());
            validation.metrics().forEach((name, value) -> numbers.put("val_" + name, value));
        });
        numbers.put("seconds", seconds());
        validation().ifPresent(validation -> numbers.put("val_seconds", validation.seconds()));
        return numbers;
    }
}
