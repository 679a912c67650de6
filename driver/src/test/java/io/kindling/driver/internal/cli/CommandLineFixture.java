package io.kindling.driver.internal.cli;

import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import io.kindling.driver.internal.run.TrainSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs command lines in this process and captures their standard error. */
public final class CommandLineFixture {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.NONE);

    Console console() {
        return console;
    }

    public String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    public int run(String... args) {
        return new KindlingCommand(console).run(args);
    }

    /** Returns the settings of {@code train classifier} with these options. */
    public TrainSettings settings(String... options) {
        return settingsOf("classifier", options);
    }

    TrainSettings settingsOf(String program, String... options) {
        return train(Stream.concat(Stream.of("train", program, "--data", "d", "--output", "o"), Stream.of(options)));
    }

    TrainSettings train(Stream<String> words) {
        return parsed(words).settings();
    }

    private TrainCommand parsed(Stream<String> words) {
        String[] args = words.toArray(String[]::new);
        CommandLine commands = new KindlingCommand(console).commandLine(args);
        commands.parseArgs(args);
        return commands.getSubcommands().get("train").getCommand();
    }

    /** Returns how to continue a training that was started so. */
    String continuing(String... words) {
        TrainCommand train = parsed(Stream.of(words));
        return train.continuing(train.settings());
    }
}
