package io.kindling.driver.internal.cli;

import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.failures.UsageError;
import io.kindling.driver.internal.cli.options.JarOptions;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.run.data.SynthesisRun;
import io.kindling.driver.internal.run.data.SynthesisSettings;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.table.TableFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kindling data synth}. */
@Command(name = "data", description = "Make a table of random rows.", synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli handles it itself
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), UsageError.NO_COMMAND);
    }

    /** {@code kindling data synth --rows N --columns N --output DIR}. */
    @Command(
            name = "synth",
            description = "Write a table of random rows: 'features', an array of numbers from 0 to 255, and 'label', a"
                    + " class number.",
            customSynopsis = "kindling data synth --rows N --columns N --output DIR [OPTION...]",
            sortOptions = false,
            footer = {
                "kindling data synth --rows 1000000 --output table",
                "kindling data synth --rows 1000 --columns 20 --format json --output rows"
            })
    @OptionGroup(Heading.DATA)
    static final class Synth implements Callable<Integer> {
        private final Console console;

        @Option(names = "--rows", paramLabel = "N", required = true, description = "Number of rows.")
        private long rows;

        @Option(
                names = "--columns",
                paramLabel = "N",
                defaultValue = "784",
                description =
                        "Features of a row (default: ${DEFAULT-VALUE}, the pixels of an image of the bundled data).")
        private int columns;

        @Option(
                names = "--classes",
                paramLabel = "N",
                defaultValue = "10",
                description = "Number of classes (default: ${DEFAULT-VALUE}).")
        private int classes;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "42",
                description =
                        "Seed of the random numbers (default: ${DEFAULT-VALUE}). A row depends on it and on the row's"
                                + " number only.")
        private long seed;

        @Option(
                names = "--format",
                paramLabel = "NAME",
                defaultValue = "parquet",
                description = "Format of the files: parquet, json (one object per line) or orc"
                        + " (default: ${DEFAULT-VALUE}).")
        private TableFormat format = TableFormat.PARQUET;

        @OptionGroup(Heading.OUTPUT)
        @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder to write to.")
        private String output = "";

        @OptionGroup(Heading.OUTPUT)
        @Option(
                names = "--overwrite",
                arity = "0..1",
                fallbackValue = "true",
                description = "Replace the table of an earlier run.")
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

        Synth(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            SynthesisSettings settings = new SynthesisSettings(
                    rows,
                    columns,
                    classes,
                    seed,
                    format,
                    output,
                    overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE,
                    machines.hadoop());
            try (RunningCommand command = RunningCommand.start(console, spec)) {
                return command.conclude(() -> {
                    Engine engine = command.closeAtEnd(Engine.of(machines.settings(jars), command));
                    double seconds = new SynthesisRun(settings).run(engine);
                    return () -> report(settings, seconds);
                });
            }
        }

        private int report(SynthesisSettings settings, double seconds) {
            if (printing.json()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("command", "data synth");
                json.put("rows", settings.rows());
                json.put("output", settings.output());
                json.put("format", settings.format().toString());
                json.put("seconds", seconds);
                console.out().println(JsonText.line(json));
            } else {
                console.show(String.format(
                        Locale.ROOT,
                        "Wrote %,d rows of %,d features in %.2f s.%nOutput: %s (%s; columns features, label)%n",
                        settings.rows(),
                        settings.columns(),
                        seconds,
                        settings.output(),
                        settings.format()));
            }
            return ExitCode.SUCCESS;
        }
    }
}
