package io.kindling.driver.cli;

import io.kindling.data.Shuffle;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.run.DataSettings;
import io.kindling.driver.run.JsonText;
import io.kindling.driver.run.RunFolder;
import io.kindling.driver.run.RunListener;
import io.kindling.driver.run.SettingsException;
import io.kindling.driver.run.TrainResult;
import io.kindling.driver.run.TrainSettings;
import io.kindling.driver.run.TrainingRun;
import io.kindling.driver.run.ValidationSize;
import io.kindling.nn.Config;
import io.kindling.nn.Nearest;
import io.kindling.nn.optimizer.Optimizers;
import io.kindling.program.RunSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kindling train classifier}. */
@Command(
        name = "train",
        description = "Trains a program and saves its models.",
        sortOptions = false,
        mixinStandardHelpOptions = false)
final class TrainCommand implements Callable<Integer> {
    private static final String CLASSIFIER = "classifier";

    private final Console console;

    @Parameters(paramLabel = "PROGRAM", description = "What to train: classifier.")
    private String program = "";

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "A folder of IDX files with MNIST's names, plain or .gz (default: the bundled sample).")
    private @Nullable String data;

    @Option(
            names = "--validation",
            paramLabel = "N|FRACTION",
            description = "How many of the last rows validate (default: 10000, a sixth of smaller sets).")
    private String validation = "";

    @Option(names = "--limit", paramLabel = "N", description = "Train on the first N rows; validation is unchanged.")
    private @Nullable Long limit;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "How many classes there are (default: as many as the labels name).")
    private @Nullable Integer classes;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs (default: " + TrainSettings.Length.GUIDE_EPOCHS + ", or as many as --steps takes).")
    private @Nullable Integer epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Stop after N steps in all.")
    private @Nullable Long steps;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N epochs in a row without a new minimum of the validation loss.")
    private @Nullable Integer patience;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Rows of a step, over all shards (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = "Parts of a batch that may be computed at once; the weights depend on it, not on how many"
                    + " machines there are (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Where all randomness starts (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--shuffle",
            paramLabel = "none|full|N",
            description = "The order of rows in an epoch: their own, any, or drawn from a buffer of N rows"
                    + " (default: ${DEFAULT-VALUE}).")
    private String shuffle = "";

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "sgd, adam, adamw or rmsprop (default: ${DEFAULT-VALUE}).")
    private String optimizer = "";

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Its learning rate (default: the guide's 0.001 for sgd, Keras' for the others).")
    private @Nullable Double learningRate;

    @Option(
            names = "--rescale",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Divide pixels by 255 (default: ${DEFAULT-VALUE}).")
    private boolean rescale;

    @Option(
            names = "--hidden",
            split = ",",
            paramLabel = "N",
            description = "Units of each hidden layer (default: ${DEFAULT-VALUE}).")
    private List<Integer> hidden = List.of();

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "Activation of hidden layers, by Keras' name (default: ${DEFAULT-VALUE}).")
    private String activation = "";

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            description = "Dropout behind each hidden layer (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Option(names = "--init", paramLabel = "DIR", description = "Begin with the weights of this model folder.")
    private @Nullable String init;

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to write model, metrics and result (default: the next free runs/PROGRAM-N).")
    private @Nullable String output;

    @Option(
            names = "--overwrite",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Replace the output of an earlier run.")
    private boolean overwrite;

    @Option(
            names = "--log-every",
            paramLabel = "N",
            description = "Log every Nth step of an epoch, from its first (default: ${DEFAULT-VALUE}).")
    private int logEvery;

    @Option(
            names = "--guide-log",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Print the lines that the guide's loop prints.")
    private boolean guideLog;

    @Option(
            names = "--eager",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Compute operation by operation.")
    private boolean eager;

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        TrainSettings settings = settings();
        RunListener progress = guideLog ? new GuideLog(console.err()) : Progress.on(console);
        TrainResult result = new TrainingRun(settings, progress).run();
        if (printing.json()) {
            console.out().println(JsonText.line(result.asJson()));
        } else {
            console.out().print(new TrainReport(result).text());
        }
        return ExitCode.DONE.number();
    }

    private TrainSettings settings() {
        if (!program.equals(CLASSIFIER)) {
            throw SettingsException.invalid(
                    "program",
                    program,
                    Nearest.to(program, Set.of(CLASSIFIER))
                            .map(near -> "did you mean " + near + "?")
                            .orElse("there is " + CLASSIFIER));
        }
        return new TrainSettings(
                CLASSIFIER,
                Classifier.class.getName(),
                new RunSettings(config(), batchSize, shards, seed, parsedShuffle()),
                new DataSettings(
                        data == null ? Sample.path() : data,
                        ValidationSize.parse(validation),
                        limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                        classes == null ? OptionalInt.empty() : OptionalInt.of(classes),
                        machines.hadoop()),
                length(),
                machines.settings(),
                output == null ? RunFolder.next(CLASSIFIER) : output,
                overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE,
                Optional.ofNullable(init),
                logEvery,
                CommandText.of(spec));
    }

    private TrainSettings.Length length() {
        int most = epochs != null ? epochs : steps != null ? Integer.MAX_VALUE : TrainSettings.Length.GUIDE_EPOCHS;
        return new TrainSettings.Length(
                most,
                steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
                patience == null ? OptionalInt.empty() : OptionalInt.of(patience));
    }

    private Shuffle parsedShuffle() {
        try {
            return Shuffle.parse(shuffle);
        } catch (IllegalArgumentException invalid) {
            throw new SettingsException(invalid.getMessage(), invalid);
        }
    }

    private Config config() {
        return Classifier.DEFAULTS
                .with("hidden", hidden)
                .with("activation", activation)
                .with("dropout", dropout)
                .with("rescale", rescale)
                .with("optimizer", optimizerConfig());
    }

    /** The program's own optimizer keeps its own learning rate, others have Keras'. */
    private Config optimizerConfig() {
        Set<String> kinds = Optimizers.REGISTRY.kinds();
        String kind = kinds.stream()
                .filter(optimizer::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> SettingsException.invalid(
                        "optimizer",
                        optimizer,
                        Nearest.to(optimizer, kinds)
                                        .map(near -> "did you mean " + near.toLowerCase(java.util.Locale.ROOT) + "? ")
                                        .orElse("")
                                + "one of " + String.join(", ", kinds).toLowerCase(java.util.Locale.ROOT)));
        Config standard = Defaults.optimizer();
        Config chosen = standard.string("kind").equals(kind) ? standard : Config.of("kind", kind);
        return learningRate == null ? chosen : chosen.with("learning_rate", learningRate);
    }
}
