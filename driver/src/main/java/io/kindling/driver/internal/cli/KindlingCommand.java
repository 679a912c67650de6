package io.kindling.driver.internal.cli;

import io.kindling.driver.internal.cli.failures.Failure;
import io.kindling.driver.internal.cli.failures.OutputFlags;
import io.kindling.driver.internal.cli.failures.UsageError;
import io.kindling.driver.internal.cli.options.SettingSources;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.HelpText;
import io.kindling.driver.internal.cli.output.SparkMessages;
import io.kindling.worker.internal.machine.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code kindling} command with its subcommands. */
@Command(
        name = "kindling",
        description = "Train neural networks data-parallel on Apache Spark.",
        versionProvider = KindlingCommand.VersionLine.class,
        footer = {"kindling train classifier --rescale --optimizer adam --epochs 5", "kindling help train"})
public final class KindlingCommand implements Runnable {

    private final Console console;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    // unused, like version below: picocli handles them itself.
    @SuppressWarnings("unused")
    private boolean help;

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("unused")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public KindlingCommand(Console console) {
        this.console = console;
    }

    /** Runs a command and returns its exit code. */
    public int run(String... args) {
        try {
            return commandLine(args).execute(args);
        } catch (Throwable failure) {
            return Failure.report(failure, console, OutputFlags.of(args));
        }
    }

    /** Returns the parser of a command line, with defaults from the config file and Spark settings. */
    CommandLine commandLine(String... args) {
        CommandLine commands = commands();
        return commands.setDefaultValueProvider(SettingSources.of(args, commands));
    }

    private CommandLine commands() {
        CommandLine commands = new CommandLine(this);
        List<Object> known = List.of(
                new TrainCommand(console),
                new EvaluateCommand(console),
                new PredictCommand(console),
                new GenerateCommand(console),
                new SummaryCommand(console),
                new DoctorCommand(console),
                new BenchCommand(console));
        for (Object command : known) {
            commands.addSubcommand(command);
        }
        commands.addSubcommand(helpCommand());
        commands.addSubcommand(new CommandLine(new DataCommand()).addSubcommand(new DataCommand.Synth(console)));
        return commands.setOut(writer(console.out()))
                .setErr(writer(console.err()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setHelpFactory((command, colors) -> new HelpText(command, colors, console.results()))
                .setExecutionStrategy(KindlingCommand::execute)
                .setParameterExceptionHandler(new UsageError(console))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failure.report(failure, console, OutputFlags.of(command)));
    }

    private static CommandLine helpCommand() {
        CommandLine help = new CommandLine(new CommandLine.HelpCommand());
        help.getCommandSpec()
                .usageMessage()
                .header(new String[0])
                .customSynopsis("kindling help [COMMAND]")
                .description("Show the help of a command, as its option --help does.");
        return help;
    }

    /** Sets the level of Spark's logging before the first logger is created, then runs the command. */
    private static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (OutputFlags.of(last.commandSpec().commandLine()).verbose()) {
            SparkMessages.show();
        } else {
            SparkMessages.hide();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), UsageError.NO_COMMAND);
    }

    /** Provides the line {@code Kindling 1.2.3}. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Kindling " + Version.NUMBER};
        }
    }
}
