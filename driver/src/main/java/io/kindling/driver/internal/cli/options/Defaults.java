package io.kindling.driver.internal.cli.options;

import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.ClassWeight;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.program.RunSettings;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Option defaults as text for the help, read from where they are defined. */
public final class Defaults {
    static final Map<String, String> BY_OPTION = Map.ofEntries(
            Map.entry("batch-size", Integer.toString(RunSettings.DEFAULT.batchSize())),
            Map.entry("shards", Integer.toString(RunSettings.DEFAULT.shards())),
            Map.entry("seed", Long.toString(RunSettings.DEFAULT.seed())),
            Map.entry("class-weight", ClassWeight.NONE.toString()),
            Map.entry("validation", ValidationSize.DEFAULT.toString()),
            Map.entry("keep-checkpoints", Integer.toString(CheckpointPolicy.KEEP)),
            Map.entry("on-nan", RunSettings.DEFAULT.onNan().toString()),
            Map.entry("checkpoint-failure", CheckpointPolicy.Failure.CONTINUE.toString()),
            Map.entry("log-every", Integer.toString(TrainSettings.LOG_EVERY)),
            Map.entry("master", MachineSettings.DEFAULT.master().url()),
            Map.entry("strategy", MachineSettings.DEFAULT.strategy().toString()),
            Map.entry(
                    "executor-timeout",
                    TimeConverter.text(MachineSettings.DEFAULT.limits().executors())),
            Map.entry(
                    "step-timeout",
                    TimeConverter.text(MachineSettings.DEFAULT.limits().step())),
            Map.entry("hidden", commas(Classifier.DEFAULTS.list("hidden"))),
            Map.entry("activation", Classifier.DEFAULTS.string("activation")),
            Map.entry("dropout", Double.toString(Classifier.DEFAULTS.number("dropout"))),
            Map.entry("normalize", Boolean.toString(Classifier.DEFAULTS.flag("normalize"))),
            Map.entry("rescale", Boolean.toString(Classifier.DEFAULTS.flag("rescale"))));

    /** The description of {@code --eager}. */
    public static final String EAGER =
            "Run operations one by one, as the program calls them, instead of compiling each phase.";

    private Defaults() {}

    private static String commas(List<Object> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
