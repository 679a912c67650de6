package io.kindling.driver.cli;

import io.kindling.driver.run.EvaluationSettings;
import io.kindling.driver.run.JsonText;
import io.kindling.driver.run.PredictionResult;
import io.kindling.driver.run.PredictionRun;
import io.kindling.driver.run.PredictionSettings;
import io.kindling.driver.run.RunFolder;
import io.kindling.driver.table.TableFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling predict --model DIR --data PATH --output DIR}. */
@Command(
        name = "predict",
        description = "Writes what a saved model predicts for rows, beside their own columns.",
        customSynopsis = "kindling predict --model DIR --output DIR [OPTION...]",
        sortOptions = false)
final class PredictCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The model folder.")
    private String model = "";

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--split",
            paramLabel = "train|validation|test",
            defaultValue = "test",
            description = "Which rows: those of the model's training, its validation, or others: a folder's test files,"
                    + " all of a table (default: ${DEFAULT-VALUE}).")
    private EvaluationSettings.Split split = EvaluationSettings.Split.TEST;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write: the rows in files of Spark's, each with its number as 'row', its own"
                    + " columns, 'predicted' and, where the program gives them, 'probabilities' of classes.")
    private String output = "";

    @Option(
            names = "--output-format",
            paramLabel = "NAME",
            defaultValue = "parquet",
            description = "How to write it: parquet, csv, json (an object a line) or orc (default: ${DEFAULT-VALUE}).")
    private TableFormat format = TableFormat.PARQUET;

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

    PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PredictionSettings settings = new PredictionSettings(
                model,
                data.source(),
                split,
                output,
                format,
                overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE,
                machines.settings(jars),
                machines.hadoop());
        PredictionResult result =
                jars.with(() -> Interruption.during(console, () -> new PredictionRun(settings, console::say).run()));
        console.out().println(printing.json() ? JsonText.line(result.asJson()) : text(result));
        return ExitCode.DONE.number();
    }

    private static String text(PredictionResult result) {
        return String.format(
                Locale.ROOT,
                "Predicted for %,d rows in %.2f s (%,.0f rows/s).%nOutput: %s (%s; columns %s)",
                result.rows(),
                result.seconds(),
                result.rows() / result.seconds(),
                result.output(),
                result.format(),
                String.join(", ", result.columns()));
    }
}
