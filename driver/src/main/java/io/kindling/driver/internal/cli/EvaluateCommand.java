package io.kindling.driver.internal.cli;

import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.options.DataOptions;
import io.kindling.driver.internal.cli.options.JarOptions;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.options.RowOptions;
import io.kindling.driver.internal.cli.options.StepOptions;
import io.kindling.driver.internal.cli.options.UnrecordedOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.EvaluationReport;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.run.EvaluationRun;
import io.kindling.driver.internal.run.EvaluationSettings;
import io.kindling.driver.internal.run.output.ConfusionMatrixImage;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.internal.run.result.ClassResults;
import io.kindling.driver.internal.run.result.EvaluationResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kindling evaluate --model DIR}. */
@Command(
        name = "evaluate",
        description = "Evaluate a saved model.",
        customSynopsis = "kindling evaluate --model DIR [OPTION...]",
        sortOptions = false,
        footer = {
            "kindling evaluate --model runs/a/model",
            "kindling evaluate --model runs/a/model --data new.parquet --split test --confusion-matrix matrix.png"
        })
@OptionGroup(Heading.MODEL)
final class EvaluateCommand implements Callable<Integer> {
    private static final String VALIDATION_ROWS = "validation rows";

    private final Console console;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Model folder.")
    private String model = "";

    @Mixin
    private DataOptions data = new DataOptions();

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--split",
            paramLabel = "train|validation|test|all",
            description = "Rows to evaluate: the model's training rows, its validation rows, test rows, which are a"
                    + " folder's test files or all rows of a given table, or all: each row of the table or of the folder's"
                    + " training files (default: validation; test for a model folder that does not record its"
                    + " program).")
    private EvaluationSettings.@Nullable Split split;

    @Mixin
    private RowOptions rows = new RowOptions();

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description = "Also evaluate the rows of each value of this column of a table by themselves.")
    private @Nullable String by;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description = "Loss for a model folder that does not record its program, such as"
                    + " SparseCategoricalCrossentropy or MeanSquaredError. Outputs are taken as logits unless the model ends"
                    + " in a softmax or sigmoid.")
    private @Nullable String loss;

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "NAME",
            description = "Metrics for such a folder, beside those that its predictions give by themselves, such as"
                    + " SparseCategoricalAccuracy.")
    private List<String> metrics = List.of();

    @Mixin
    private UnrecordedOptions unrecorded = new UnrecordedOptions();

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--confusion-matrix",
            paramLabel = "FILE",
            description =
                    "Also draw the confusion matrix to this PNG file: the shade of a cell is its rate in the row of the"
                            + " true class.")
    private @Nullable String picture;

    @Mixin
    private JarOptions jars = new JarOptions();

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Mixin
    private StepOptions stepping = new StepOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    EvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        EvaluationSettings settings = new EvaluationSettings(
                model,
                unrecorded.evaluating(loss, metrics),
                data.source(),
                Optional.ofNullable(split),
                rows.choice(),
                Optional.ofNullable(by),
                stepping.applied(machines.settings(jars)),
                machines.hadoop());
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                command.closeAtEnd(jars.open());
                Engine engine = command.closeAtEnd(Engine.of(settings.machines(), command));
                EvaluationRun run = new EvaluationRun(settings);
                EvaluationResult result = (picture == null ? run : run.withConfusionMatrix()).run(engine);
                return () -> report(result);
            });
        }
    }

    private int report(EvaluationResult result) {
        if (split == null && data.source().path().isPresent() && result.rows().startsWith(VALIDATION_ROWS)) {
            console.say("Of --data, the " + VALIDATION_ROWS + " are evaluated, which is the default: for every row, set"
                    + " --split all.");
        }
        if (printing.json()) {
            console.out().println(JsonText.line(result.asJson()));
        } else {
            console.show(new EvaluationReport(result, console.results().width(EvaluationReport.WIDTH)).text());
        }
        if (picture != null) {
            ClassResults classes = result.classes().orElseThrow();
            new ConfusionMatrixImage(classes.names(), classes.counts()).write(picture, machines.hadoop());
        }
        return ExitCode.SUCCESS;
    }
}
