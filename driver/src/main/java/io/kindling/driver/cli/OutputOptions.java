package io.kindling.driver.cli;

import picocli.CommandLine.Option;

/** Options that every command has. */
// unused: picocli answers --help; --verbose and --config are looked up by name before a command runs.
@SuppressWarnings("unused")
final class OutputOptions {
    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = "true",
            description = "Print the result as JSON, as one last line on standard output.")
    private boolean json;

    @Option(
            names = "--verbose",
            arity = "0..1",
            fallbackValue = "true",
            description = "Show Spark's messages, and the stack trace of an error.")
    private boolean verbose;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take options from a YAML file: lines of 'name: value'.")
    private String config = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    boolean json() {
        return json;
    }
}
