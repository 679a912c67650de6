package io.kindling.driver.internal.cli;

import io.kindling.data.Shuffle;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.failures.TrainingErrorFile;
import io.kindling.driver.internal.cli.options.CheckpointOptions;
import io.kindling.driver.internal.cli.options.CommandText;
import io.kindling.driver.internal.cli.options.DataOptions;
import io.kindling.driver.internal.cli.options.Defaults;
import io.kindling.driver.internal.cli.options.JarOptions;
import io.kindling.driver.internal.cli.options.LengthOptions;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.MeaningOptions;
import io.kindling.driver.internal.cli.options.NetworkOptions;
import io.kindling.driver.internal.cli.options.OptimizerOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.options.ProgramOptions;
import io.kindling.driver.internal.cli.options.Programs;
import io.kindling.driver.internal.cli.options.StepOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.GuideLog;
import io.kindling.driver.internal.cli.output.Progress;
import io.kindling.driver.internal.cli.output.TrainProfile;
import io.kindling.driver.internal.cli.output.TrainReport;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.dataset.ClassWeight;
import io.kindling.driver.internal.dataset.DataFormat;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.TrainResult;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.TrainingRun;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.internal.run.output.NextRunFolder;
import io.kindling.program.Execution;
import io.kindling.program.OnNan;
import io.kindling.program.RunSettings;
import io.kindling.program.StrategyKind;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kindling train classifier}, {@code kindling train com.acme.MyProgram --jar my.jar}. */
@Command(
        name = "train",
        description = "Train a program and save its models.",
        customSynopsis = "kindling train PROGRAM [OPTION...]",
        sortOptions = false,
        footer = {
            "kindling train classifier --rescale --optimizer adam --epochs 5",
            "kindling train classifier --data table.parquet --label kind --features a,b --normalize --output runs/a"
        })
@OptionGroup(Heading.TRAINING)
final class TrainCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "PROGRAM",
            description =
                    "Program to train: classifier, cnn, gan, wgan-gp, or the class of your own program from --jar.")
    private String program = "";

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private MeaningOptions meaning = new MeaningOptions();

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--class-weight",
            paramLabel = "none|balanced",
            description = "Weight training rows so that all classes count equally (default: ${DEFAULT-VALUE}).")
    private String classWeight = "";

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--rows",
            paramLabel = "train|all",
            description =
                    "Rows of a folder of IDX files to use: those of the training files, or all, the training files"
                            + " followed by the test files (default: train; all for gan and wgan-gp, as in the guide).")
    private @Nullable String rows;

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--validation",
            paramLabel = "N|FRACTION",
            description = "Number or fraction of rows to validate on, taken from the end (default: 10000, or a sixth of"
                    + " smaller data sets; none if the program declares no evaluation).")
    private String validation = "";

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Train on the first N rows only; validation rows stay the same.")
    private @Nullable Long limit;

    @Mixin
    private LengthOptions length = new LengthOptions();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Rows per step, over all shards (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = "Number of shards per batch, which can be computed concurrently; the weights depend on this"
                    + " number, but not on the number of machines (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--shuffle",
            paramLabel = "none|full|N",
            description = "Order of rows in an epoch: as stored, fully shuffled, or shuffled in a buffer of N rows"
                    + " (default: 1024, as in the guide; full for cnn).")
    private @Nullable String shuffle;

    @Mixin(name = ProgramOptions.OPTIMIZER)
    private OptimizerOptions optimizer = new OptimizerOptions();

    @Mixin(name = ProgramOptions.NETWORK)
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private ProgramOptions own = new ProgramOptions();

    @Mixin
    private JarOptions jars = new JarOptions();

    @Option(names = "--init", paramLabel = "DIR", description = "Start from the weights of this model folder.")
    private @Nullable String init;

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Mixin
    private StepOptions stepping = new StepOptions();

    @OptionGroup(Heading.MACHINES)
    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description =
                    "How shards are combined: broadcast runs a Spark job per phase; allreduce keeps tasks running that"
                            + " exchange gradients and weights; auto picks allreduce, unless executors are allocated"
                            + " dynamically (default: ${DEFAULT-VALUE}).")
    private StrategyKind strategy = StrategyKind.AUTO;

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for the model, metrics and result (default: the next free runs/PROGRAM-N).")
    private @Nullable String output;

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--overwrite",
            arity = "0..1",
            fallbackValue = "true",
            description = "Replace the output of an earlier run.")
    private boolean overwrite;

    @Mixin
    private CheckpointOptions checkpoints = new CheckpointOptions();

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--log-every",
            paramLabel = "N",
            description =
                    "Log the first step of an epoch, every Nth after it, and the last (default: ${DEFAULT-VALUE}).")
    private int logEvery;

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--guide-log",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the same lines as the guide's training loop.")
    private boolean guideLog;

    @Option(
            names = "--on-nan",
            paramLabel = "WHAT",
            description =
                    "What to do about an update whose loss or gradient is not finite: halt with exit code 9; skip it; or"
                            + " rollback, which also returns the weights and optimizers to the start of the epoch. An"
                            + " epoch without an update halts in any case (default: ${DEFAULT-VALUE}).")
    private OnNan onNan = OnNan.HALT;

    @Option(names = "--eager", arity = "0..1", fallbackValue = "true", description = Defaults.EAGER)
    private boolean eager;

    @Option(
            names = "--check",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Compute each phase both compiled and operation by operation, and stop if the results differ.")
    private boolean check;

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--profile",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the time spent in each kernel and layer at the end, if shards are computed in this"
                    + " process.")
    private boolean profile;

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        TrainSettings settings = settings();
        RunListener progress = guideLog ? new GuideLog(console.err()) : Progress.on(console);
        TrainProfile profiled = profile ? TrainProfile.before(progress) : null;
        try (RunningCommand command = RunningCommand.start(
                console,
                spec,
                profiled == null ? progress : profiled,
                continuing(settings),
                failure -> TrainingErrorFile.record(settings, failure))) {
            return command.conclude(() -> {
                command.closeAtEnd(jars.open());
                Engine engine = command.closeAtEnd(Engine.of(settings.machines(), command));
                TrainResult result = new TrainingRun(settings, command).run(engine);
                return () -> report(result, profiled);
            });
        }
    }

    /** Returns how to continue the training. */
    String continuing(TrainSettings settings) {
        return CommandText.continuing(spec, settings);
    }

    private int report(TrainResult result, @Nullable TrainProfile profiled) {
        if (profiled != null) {
            console.err().print(profiled.text());
        }
        if (printing.json()) {
            console.out().println(JsonText.line(result.asJson()));
        } else {
            console.show(new TrainReport(result, jars.paths()).text());
        }
        return ExitCode.SUCCESS;
    }

    private Execution execution() {
        if (check && eager) {
            throw SettingsException.invalid("check", true, "not allowed with --eager: --check compares the two");
        }
        return check ? Execution.CHECKED : eager ? Execution.EAGER : Execution.COMPILED;
    }

    /** Returns the checked settings given by the options. */
    TrainSettings settings() {
        Programs.Chosen chosen = Programs.named(program);
        return new TrainSettings(
                program,
                chosen.className(),
                own.config(chosen, network, Optional.of(optimizer), spec),
                new RunSettings(
                        batchSize,
                        shards,
                        seed,
                        shuffle == null ? chosen.shuffle() : parsed(shuffle),
                        execution(),
                        onNan),
                new DataSettings(
                        data.sourceOrSample(),
                        rows == null ? chosen.rows() : part(rows),
                        ValidationSize.parse(validation),
                        limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                        meaning.meaning(),
                        ClassWeight.named(classWeight),
                        chosen.needsLabels(),
                        machines.hadoop()),
                length.length(checkpoints),
                stepping.applied(machines.settings(jars).withStrategy(strategy)),
                output == null ? NextRunFolder.of(chosen.shortName(), machines.hadoop()) : output,
                checkpoints.existing(overwrite, output),
                checkpoints.policy(),
                checkpoints.resumed(),
                Optional.ofNullable(init),
                logEvery,
                CommandText.of(spec));
    }

    private DataSettings.Part part(String given) {
        if (data.sourceOrSample().source().format() != DataFormat.IDX) {
            throw SettingsException.invalid(
                    "rows", given, "only for a folder of IDX files; a table is used whole, except --validation rows");
        }
        return DataSettings.Part.named(given);
    }

    private static Shuffle parsed(String shuffle) {
        try {
            return Shuffle.parse(shuffle);
        } catch (IllegalArgumentException invalid) {
            throw new SettingsException(invalid.getMessage(), invalid);
        }
    }
}
