package io.kindling.driver.internal.cli;

import io.kindling.autodiff.Variable;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.options.DataOptions;
import io.kindling.driver.internal.cli.options.JarOptions;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.MeaningOptions;
import io.kindling.driver.internal.cli.options.NetworkOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.options.ProgramOptions;
import io.kindling.driver.internal.cli.options.Programs;
import io.kindling.driver.internal.cli.options.UnrecordedOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.MemoryReport;
import io.kindling.driver.internal.dataset.ClassWeight;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.ModelSource;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.nn.Model;
import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.ProgramMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kindling summary classifier}, {@code kindling summary --model DIR}. */
@Command(
        name = "summary",
        description = "Show the layers of a program's models or of saved models, and the memory and kernels they need.",
        customSynopsis = {"kindling summary PROGRAM [OPTION...]", "   or: kindling summary --model DIR [OPTION...]"},
        sortOptions = false,
        footer = {"kindling summary classifier --hidden 128,64", "kindling summary --model runs/a/model --memory"})
@OptionGroup(Heading.MODEL)
final class SummaryCommand implements Callable<Integer> {
    private static final String DATA = "data";
    private static final String OWN = "own";
    private static final String MEANING = "meaning";
    private static final Set<String> OF_PROGRAMS = Set.of(DATA, MEANING, OWN, ProgramOptions.NETWORK);

    private final Console console;

    @Parameters(
            paramLabel = "PROGRAM",
            arity = "0..1",
            description = "Program: classifier, cnn, gan, wgan-gp, or the class of your own program from --jar.")
    private @Nullable String program;

    @Option(names = "--model", paramLabel = "DIR", description = "Model folder.")
    private @Nullable String model;

    @Mixin
    private UnrecordedOptions unrecorded = new UnrecordedOptions();

    @Option(
            names = "--memory",
            description = "Show the off-heap memory that each phase, the evaluation and the prediction need.")
    private boolean memory;

    @Option(names = "--plan", description = "Show the kernels that each of these runs, with shapes and memory offsets.")
    private boolean plan;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Rows per step, over all shards (default: ${DEFAULT-VALUE}; for a model folder as in its"
                    + " training).")
    private int batchSize;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description =
                    "Number of shards per batch (default: ${DEFAULT-VALUE}; for a model folder as in its training).")
    private int shards;

    @Mixin(name = DATA)
    private DataOptions data = new DataOptions();

    @Mixin(name = MEANING)
    private MeaningOptions meaning = new MeaningOptions();

    @Mixin(name = ProgramOptions.NETWORK)
    private NetworkOptions network = new NetworkOptions();

    @Mixin(name = OWN)
    private ProgramOptions own = new ProgramOptions();

    @Mixin
    private JarOptions jars = new JarOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    SummaryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                command.closeAtEnd(jars.open());
                ModelSource source = source();
                Optional<MemoryReport> plans = memory || plan ? Optional.of(plans(source)) : Optional.empty();
                return () -> {
                    show(source.models(), plans);
                    return ExitCode.SUCCESS;
                };
            });
        }
    }

    private MemoryReport plans(ModelSource source) {
        ProgramSpec recorded = source.program().get();
        int rows = ProgramOptions.isGiven("--batch-size", spec) ? batchSize : recorded.batchSize();
        int count = ProgramOptions.isGiven("--shards", spec) ? shards : recorded.shards();
        TrainSettings.requireShardsOf(rows, count);
        ProgramSpec resized = recorded.with(rows, count);
        return new MemoryReport(resized, ProgramMemory.of(resized));
    }

    private void show(Map<String, Model> models, Optional<MemoryReport> plans) {
        if (printing.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("command", "summary");
            json.put(
                    "models",
                    models.entrySet().stream()
                            .map(entry -> object(entry.getKey(), entry.getValue()))
                            .toList());
            plans.ifPresent(report -> json.put("memory", report.json(plan)));
            console.out().println(JsonText.line(json));
            return;
        }
        console.show(models.values().stream().map(Model::summary).collect(Collectors.joining("\n\n")) + "\n");
        if (memory) {
            plans.ifPresent(report -> console.show("\n" + report.table()));
        }
        if (plan) {
            plans.ifPresent(report -> console.show("\n" + report.kernels()));
        }
    }

    private ModelSource source() {
        if (model != null && program == null) {
            refuseOptionsOfPrograms();
            return ModelSource.saved(model, unrecorded.predicting(), MachineOptions.hadoop(spec));
        }
        if (program != null && model == null) {
            Programs.Chosen chosen = Programs.named(program);
            return ModelSource.built(
                    chosen.className(),
                    own.config(chosen, network, Optional.empty(), spec),
                    new DataSettings(
                            data.sourceOrSample(),
                            DataSettings.Part.TRAIN,
                            ValidationSize.DEFAULT,
                            OptionalLong.empty(),
                            meaning.meaning(),
                            ClassWeight.NONE,
                            chosen.needsLabels(),
                            MachineOptions.hadoop(spec)));
        }
        throw new SettingsException("Cannot summarize: give either a program or --model DIR.");
    }

    /** Refuses such options on the command line only: a config file may hold them for other commands. */
    private void refuseOptionsOfPrograms() {
        spec.mixins().entrySet().stream()
                .filter(mixin -> OF_PROGRAMS.contains(mixin.getKey()))
                .flatMap(mixin -> mixin.getValue().options().stream())
                .map(OptionSpec::longestName)
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(option -> {
                    throw SettingsException.invalid(
                            "option", option, "not allowed with --model: the folder defines how its models are built");
                });
    }

    private static Map<String, Object> object(String name, Model model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("parameters", parameters(model.weights()));
        json.put("trainable_parameters", parameters(model.trainableWeights()));
        return json;
    }

    private static long parameters(List<Variable> weights) {
        return weights.stream().mapToLong(weight -> weight.shape().size()).sum();
    }
}
