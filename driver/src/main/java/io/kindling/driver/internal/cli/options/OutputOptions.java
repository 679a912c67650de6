package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import picocli.CommandLine.Option;

/** Options of every command. */
// unused: picocli handles --help; --verbose and --config are looked up by name before a command runs.
@SuppressWarnings("unused")
@OptionGroup(Heading.OUTPUT)
public final class OutputOptions {
    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the result as JSON, in the last line of standard output.")
    private boolean json;

    @Option(
            names = "--verbose",
            arity = "0..1",
            fallbackValue = "true",
            description = "Show Spark's log messages, and the stack trace of an error.")
    private boolean verbose;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file to read options from, with lines of 'name: value'.")
    private String config = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    public boolean json() {
        return json;
    }
}
