package io.kindling.driver.cli;

import io.kindling.driver.example.Classifier;
import io.kindling.driver.machines.MachineSettings;
import io.kindling.driver.rows.ClassWeight;
import io.kindling.driver.rows.ValidationSize;
import io.kindling.driver.run.EvaluationSettings;
import io.kindling.driver.run.TrainSettings;
import io.kindling.program.RunSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The defaults of options as text, read from where they are defined; help shows them. */
final class Defaults {
    /** The rows that tell how well a model does on what it was not trained with, for any data. */
    static final EvaluationSettings.Split SPLIT = EvaluationSettings.Split.VALIDATION;

    static final Map<String, String> BY_OPTION = Map.ofEntries(
            Map.entry("batch-size", Integer.toString(RunSettings.DEFAULT.batchSize())),
            Map.entry("shards", Integer.toString(RunSettings.DEFAULT.shards())),
            Map.entry("seed", Long.toString(RunSettings.DEFAULT.seed())),
            Map.entry("class-weight", ClassWeight.NONE.toString()),
            Map.entry("validation", ValidationSize.DEFAULT.toString()),
            Map.entry("log-every", Integer.toString(TrainSettings.LOG_EVERY)),
            Map.entry("master", MachineSettings.DEFAULT.master()),
            Map.entry("strategy", MachineSettings.DEFAULT.strategy()),
            Map.entry("hidden", commas(Classifier.DEFAULTS.list("hidden"))),
            Map.entry("activation", Classifier.DEFAULTS.string("activation")),
            Map.entry("dropout", Double.toString(Classifier.DEFAULTS.number("dropout"))),
            Map.entry("rescale", Boolean.toString(Classifier.DEFAULTS.flag("rescale"))),
            Map.entry("split", SPLIT.name().toLowerCase(Locale.ROOT)));

    /** What {@code --eager} does. */
    static final String EAGER =
            "Compute operation by operation, as the program asks for them, instead of compiling each phase first.";

    private Defaults() {}

    private static String commas(List<Object> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
