package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.internal.run.output.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command line as text that can be run again. */
public final class CommandText {
    /** Set by the launcher to the path it was called by, so that suggested commands can be copied and run. */
    private static final String LAUNCHER = "kindling.launcher";

    private static final String CONF = "--conf";
    private static final String OUTPUT = "--output";
    private static final String OVERWRITE = "--overwrite";
    private static final String RESUME = "--resume";

    private CommandText() {}

    /** Returns the parsed command line, without Spark's settings, whose values may be secrets. */
    public static String of(CommandSpec spec) {
        return without(Set.of(), spec);
    }

    private static String without(Set<String> options, CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> words = new ArrayList<>(List.of(spec.name()));
        parsed.matchedPositionals().forEach(argument -> words.addAll(argument.originalStringValues()));
        for (OptionSpec option : parsed.matchedOptionsSet()) {
            if (!options.contains(option.longestName())) {
                // The name is repeated before each value: a second value after one name would be a positional argument.
                values(option).forEach(value -> words.addAll(List.of(option.longestName(), value)));
            }
        }
        return String.join(" ", words.stream().map(CommandText::quoted).toList());
    }

    private static Stream<String> values(OptionSpec option) {
        return option.originalStringValues().stream().filter(value -> !isSecret(option, value));
    }

    /** Of Spark's settings, those of Kindling may be shown. */
    private static boolean isSecret(OptionSpec option, String value) {
        return option.longestName().equals(CONF) && !value.startsWith(SettingSources.PREFIX);
    }

    /** The launcher that started this process, such as {@code kindling}, quoted for a shell. */
    public static String launcher() {
        return quoted(System.getProperty(LAUNCHER, "kindling"));
    }

    /**
     * Returns how to continue a training from its newest checkpoint: a line for the user, and the command.
     *
     * @param spec the parsed command line of the training
     * @param settings what it resulted in
     */
    public static String continuing(CommandSpec spec, TrainSettings settings) {
        ParseResult parsed = spec.commandLine().getParseResult();
        boolean submitted = Submission.isBySpark();
        boolean hides = parsed.matchedOptionsSet().stream()
                .anyMatch(option -> option.originalStringValues().stream().anyMatch(value -> isSecret(option, value)));
        // It may be set in a config file, too.
        boolean overwrites = settings.existing() == RunFolder.Existing.OVERWRITE && !parsed.hasMatchedOption(OVERWRITE);
        return (submitted ? "Continue with the same options and jar of spark-submit, followed by" : "Continue with")
                + (hides ? " (and --conf as before, which may be secret)" : "")
                + ":\n  "
                + (submitted ? "" : launcher() + " ")
                + without(Set.of(OVERWRITE, RESUME), spec)
                + (parsed.hasMatchedOption(OUTPUT) ? "" : " " + OUTPUT + " " + quoted(settings.output()))
                + (overwrites ? " " + OVERWRITE + " false" : "")
                + " " + RESUME;
    }

    /** Returns a word quoted for a shell if needed. */
    public static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
