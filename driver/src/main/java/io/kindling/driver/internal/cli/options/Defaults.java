package io.kindling.driver.internal.cli.options;

import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.ClassWeight;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.EvaluationSettings;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.program.RunSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Option defaults as text for the help, read from where they are defined. */
public final class Defaults {
    /** Validation rows: unlike test rows, every data set has them, and the model was not trained on them. */
    public static final EvaluationSettings.Split SPLIT = EvaluationSettings.Split.VALIDATION;

    static final Map<String, String> BY_OPTION = Map.ofEntries(
            Map.entry("batch-size", Integer.toString(RunSettings.DEFAULT.batchSize())),
            Map.entry("shards", Integer.toString(RunSettings.DEFAULT.shards())),
            Map.entry("seed", Long.toString(RunSettings.DEFAULT.seed())),
            Map.entry("class-weight", ClassWeight.NONE.toString()),
            Map.entry("validation", ValidationSize.DEFAULT.toString()),
            Map.entry("log-every", Integer.toString(TrainSettings.LOG_EVERY)),
            Map.entry("master", MachineSettings.DEFAULT.master().url()),
            Map.entry("strategy", MachineSettings.DEFAULT.strategy().toString()),
            Map.entry("hidden", commas(Classifier.DEFAULTS.list("hidden"))),
            Map.entry("activation", Classifier.DEFAULTS.string("activation")),
            Map.entry("dropout", Double.toString(Classifier.DEFAULTS.number("dropout"))),
            Map.entry("rescale", Boolean.toString(Classifier.DEFAULTS.flag("rescale"))),
            Map.entry("split", SPLIT.name().toLowerCase(Locale.ROOT)));

    /** The description of {@code --eager}. */
    public static final String EAGER =
            "Run operations one by one, as the program calls them, instead of compiling each phase.";

    private Defaults() {}

    private static String commas(List<Object> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
