package io.kindling.driver.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What was asked for, as far as a failure must know.
 *
 * @param command the command's name
 * @param json whether a program reads the result
 * @param verbose whether the person wants all of it
 */
record Asked(String command, boolean json, boolean verbose) {
    /** By a command line that could be read. */
    static Asked of(CommandLine command) {
        return new Asked(command.getCommandName(), isGiven("--json", command), isGiven("--verbose", command));
    }

    /** By one that could not. */
    static Asked of(String... args) {
        List<String> words = List.of(args);
        String command = words.isEmpty() || words.get(0).startsWith("-") ? "kindling" : words.get(0);
        return new Asked(command, words.contains("--json"), words.contains("--verbose"));
    }

    private static boolean isGiven(String name, CommandLine command) {
        OptionSpec option = command.getCommandSpec().findOption(name);
        return option != null && Boolean.TRUE.equals(option.getValue());
    }
}
