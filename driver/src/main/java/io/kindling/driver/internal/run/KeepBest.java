package io.kindling.driver.internal.run;

import io.kindling.config.DidYouMean;
import io.kindling.driver.internal.SettingsException;
import io.kindling.nn.metric.Direction;
import io.kindling.nn.metric.Metric;
import io.kindling.program.BuiltProgram;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which epoch of a run counts as its best, and whether the run ends with the weights of that epoch.
 *
 * @param metric a number of an epoch by its name in {@code history.csv}; empty for the validation loss, or for the training loss
 *     if there is no validation
 * @param direction which values are better; empty if the metric itself tells
 * @param restores whether the run ends with the weights of the best epoch
 */
public record KeepBest(Optional<String> metric, Optional<Direction> direction, boolean restores) {
    /** The run ends with its last weights. */
    public static final KeepBest NONE = new KeepBest(Optional.empty(), Optional.empty(), false);

    private static final String NAME = "keep-best";
    private static final String NONE_TEXT = "none";
    private static final Map<String, Direction> SUFFIXES =
            Map.of(":max", Direction.HIGHER_IS_BETTER, ":min", Direction.LOWER_IS_BETTER);

    /** A number of an epoch that is watched: its name, which values are better, and whether the best epoch's weights are kept. */
    record Watched(String metric, Direction direction, boolean restores) {}

    /** With patience, the run ends with the weights of the epoch with the least loss, else with the last. */
    public static KeepBest byDefault(OptionalInt patience) {
        return patience.isPresent() ? new KeepBest(Optional.empty(), Optional.empty(), true) : NONE;
    }

    /** Parses {@code none}, a name such as {@code val_accuracy}, or a name with a direction such as {@code val_score:max}. */
    public static KeepBest parse(String text) {
        if (text.equals(NONE_TEXT)) {
            return NONE;
        }
        for (Map.Entry<String, Direction> suffix : SUFFIXES.entrySet()) {
            if (text.endsWith(suffix.getKey())) {
                String name = text.substring(0, text.length() - suffix.getKey().length());
                return new KeepBest(Optional.of(name), Optional.of(suffix.getValue()), true);
            }
        }
        return new KeepBest(Optional.of(text), Optional.empty(), true);
    }

    /**
     * Returns what is watched in a run of a program.
     *
     * @param validates whether each epoch ends with a validation
     * @throws SettingsException if an epoch of the program has no such number, or it is not known which values are better
     */
    Watched of(BuiltProgram program, boolean validates) {
        Map<String, Optional<Direction>> known = numbers(program, validates);
        String name = metric.orElse(validates ? "val_loss" : "loss");
        Optional<Direction> own = known.get(name);
        if (own == null) {
            throw SettingsException.invalid(
                    NAME,
                    name,
                    DidYouMean.to(name, known.keySet())
                                    .map(nearest -> "did you mean " + nearest + "? ")
                                    .orElse("")
                            + "one of " + String.join(", ", known.keySet()) + ", or " + NONE_TEXT);
        }
        return new Watched(
                name,
                direction
                        .or(() -> own)
                        .orElseThrow(() -> SettingsException.invalid(
                                NAME,
                                name,
                                "unknown whether higher or lower values are better: add :max or :min to the name, or"
                                        + " override Metric.direction()")),
                restores);
    }

    /** The numbers of an epoch and which of their values are better, if that is known. */
    private static Map<String, Optional<Direction>> numbers(BuiltProgram program, boolean validates) {
        Map<String, Optional<Direction>> numbers = new LinkedHashMap<>();
        Optional<Direction> ofLoss = Optional.of(Direction.LOWER_IS_BETTER);
        numbers.put("loss", ofLoss);
        if (program.phases().size() > 1) {
            program.phases().forEach(phase -> numbers.put("loss_" + phase.name(), ofLoss));
        }
        for (Metric each : program.metrics().values()) {
            numbers.put(each.name(), each.direction());
        }
        if (validates) {
            numbers.put("val_loss", ofLoss);
            for (Metric each : program.metrics().values()) {
                numbers.put("val_" + each.name(), each.direction());
            }
        }
        return numbers;
    }
}
