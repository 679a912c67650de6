package io.kindling.driver.internal.cli.options;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command line as text that can be run again. */
public final class CommandText {
    /** Set by the launcher to the path it was called by, so that suggested commands can be copied and run. */
    private static final String LAUNCHER = "kindling.launcher";

    private CommandText() {}

    /** Returns the parsed command line, without {@code --conf}, whose values may be secrets. */
    public static String of(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> words = new ArrayList<>(List.of(spec.name()));
        parsed.matchedPositionals().forEach(argument -> words.addAll(argument.originalStringValues()));
        for (OptionSpec option : parsed.matchedOptionsSet()) {
            if (!option.longestName().equals("--conf")) {
                // The name is repeated before each value: a second value after one name would be a positional argument.
                for (String value : option.originalStringValues()) {
                    words.addAll(List.of(option.longestName(), value));
                }
            }
        }
        return String.join(" ", words.stream().map(CommandText::quoted).toList());
    }

    /** The launcher that started this process, such as {@code kindling}, quoted for a shell. */
    public static String launcher() {
        return quoted(System.getProperty(LAUNCHER, "kindling"));
    }

    /**
     * Returns the command that continues a training.
     *
     * @param command the text of its command line
     * @param output its output folder
     */
    public static String resuming(String command, String output) {
        return launcher() + " " + command
                + (command.contains(" --output ") ? "" : " --output " + quoted(output))
                + (command.contains(" --resume") ? "" : " --resume");
    }

    /** Returns a word quoted for a shell if needed. */
    public static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
