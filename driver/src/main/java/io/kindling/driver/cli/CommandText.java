package io.kindling.driver.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command line as one can type it again. */
final class CommandText {
    private CommandText() {}

    /** The command that was given, without the values of Spark's settings, which may be secrets. */
    static String of(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> words = new ArrayList<>(List.of(spec.name()));
        parsed.matchedPositionals().forEach(argument -> words.addAll(argument.originalStringValues()));
        for (OptionSpec option : parsed.matchedOptionsSet()) {
            if (!option.longestName().equals("--conf")) {
                // Behind one name the second value would be an argument of its own.
                for (String value : option.originalStringValues()) {
                    words.addAll(List.of(option.longestName(), value));
                }
            }
        }
        return String.join(" ", words.stream().map(CommandText::quoted).toList());
    }

    /** A word as a shell takes it. */
    static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
