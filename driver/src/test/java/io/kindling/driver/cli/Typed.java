package io.kindling.driver.cli;

import io.kindling.driver.run.TrainSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs command lines in this process and captures their standard error. */
final class Typed {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.NONE);

    Console console() {
        return console;
    }

    String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    int run(String... args) {
        return new Kindling(console).run(args);
    }

    /** Returns the settings of {@code train classifier} with these options. */
    TrainSettings settings(String... options) {
        return settingsOf("classifier", options);
    }

    TrainSettings settingsOf(String program, String... options) {
        return train(Stream.concat(Stream.of("train", program, "--data", "d", "--output", "o"), Stream.of(options)));
    }

    TrainSettings train(Stream<String> words) {
        String[] args = words.toArray(String[]::new);
        CommandLine commands = new Kindling(console).commandLine(args);
        commands.parseArgs(args);
        TrainCommand train = commands.getSubcommands().get("train").getCommand();
        return train.settings();
    }
}
