package io.kindling.driver.internal.cli.failures;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command and output options that decide how a failure is reported.
 *
 * @param command the command's name
 * @param json whether to print the result as JSON
 * @param verbose whether to print stack traces
 */
public record OutputFlags(String command, boolean json, boolean verbose) {
    /** Returns the flags of a parsed command line. */
    public static OutputFlags of(CommandLine command) {
        return new OutputFlags(command.getCommandName(), isGiven("--json", command), isGiven("--verbose", command));
    }

    /** Returns the flags of a command line that could not be parsed. */
    public static OutputFlags of(String... args) {
        List<String> words = List.of(args);
        String command = words.isEmpty() || words.get(0).startsWith("-") ? "kindling" : words.get(0);
        return new OutputFlags(command, words.contains("--json"), words.contains("--verbose"));
    }

    private static boolean isGiven(String name, CommandLine command) {
        OptionSpec option = command.getCommandSpec().findOption(name);
        return option != null && Boolean.TRUE.equals(option.getValue());
    }
}
