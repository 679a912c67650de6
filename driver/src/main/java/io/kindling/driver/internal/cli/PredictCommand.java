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
import io.kindling.driver.internal.cli.options.UnrecordedOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.run.EvaluationSettings;
import io.kindling.driver.internal.run.PredictionRun;
import io.kindling.driver.internal.run.PredictionSettings;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.internal.run.result.PredictionResult;
import io.kindling.driver.table.TableFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kindling predict --model DIR --data PATH --output DIR}. */
@Command(
        name = "predict",
        description = "Predict rows with a saved model, and write the predictions beside the rows' own columns.",
        customSynopsis = "kindling predict --model DIR --output DIR [OPTION...]",
        sortOptions = false,
        footer = {
            "kindling predict --model runs/a/model --data new.parquet --output predicted",
            "kindling predict --model runs/a/model --data new.csv --output predicted --output-format csv"
        })
@OptionGroup(Heading.MODEL)
final class PredictCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Model folder.")
    private String model = "";

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private UnrecordedOptions unrecorded = new UnrecordedOptions();

    @OptionGroup(Heading.DATA)
    @Option(
            names = "--split",
            paramLabel = "train|validation|test|all",
            defaultValue = "test",
            description = "Rows to predict: the model's training rows, its validation rows, test rows, which are a"
                    + " folder's test files or all rows of a given table, or all: each row of the table or of the folder's"
                    + " training files (default: ${DEFAULT-VALUE}).")
    private EvaluationSettings.Split split = EvaluationSettings.Split.TEST;

    @Mixin
    private RowOptions rows = new RowOptions();

    @Option(
            names = "--layers",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Layers of the model whose outputs are also written, as columns of their names: the layer before"
                            + " a softmax gives the logits.")
    private List<String> layers = List.of();

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write Spark's part files to. Each row has its number as 'row', its own columns,"
                    + " 'predicted' and, if the program computes them, the class 'probabilities'.")
    private String output = "";

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--prediction-columns",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Names for 'predicted' and 'probabilities', in this order, so that other models can predict the"
                            + " output, too; its column 'row' is then kept.")
    private List<String> columns = List.of();

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--output-format",
            paramLabel = "NAME",
            defaultValue = "parquet",
            description = "Format of the files: parquet, csv, json (one object per line) or orc"
                    + " (default: ${DEFAULT-VALUE}).")
    private TableFormat format = TableFormat.PARQUET;

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--overwrite",
            arity = "0..1",
            fallbackValue = "true",
            description = "Replace the predictions of an earlier run.")
    private boolean overwrite;

    @Mixin
    private JarOptions jars = new JarOptions();

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PredictionSettings settings = new PredictionSettings(
                model,
                unrecorded.predicting(),
                data.source(),
                split,
                rows.choice(),
                layers,
                columns,
                output,
                format,
                overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE,
                machines.settings(jars),
                machines.hadoop());
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                command.closeAtEnd(jars.open());
                Engine engine = command.closeAtEnd(Engine.of(settings.machines(), command));
                PredictionResult result = new PredictionRun(settings).run(engine);
                return () -> report(result);
            });
        }
    }

    private int report(PredictionResult result) {
        if (printing.json()) {
            console.out().println(JsonText.line(result.asJson()));
        } else {
            console.show(text(result) + "\n" + result.times().text() + "\n");
            result.leftOut().sentence(result.rows()).ifPresent(rows -> console.show(rows + "\n"));
        }
        return ExitCode.SUCCESS;
    }

    private static String text(PredictionResult result) {
        return String.format(
                Locale.ROOT,
                "Predicted %,d rows in %.2f s (%,.0f rows/s).%nOutput: %s (%s; columns %s)",
                result.rows(),
                result.seconds(),
                result.rows() / result.seconds(),
                result.output(),
                result.format(),
                String.join(", ", result.columns()));
    }
}
