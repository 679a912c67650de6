package io.kindling.driver.cli;

import io.kindling.driver.run.TrainSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Commands as they are typed, without a process of their own, and what they say on standard error. */
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

    /** What {@code train} makes of options for the classifier. */
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
