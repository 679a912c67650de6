package io.kindling.driver.internal.cli.failures;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;
import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.program.PhaseException;
import io.kindling.worker.internal.machine.Version;
import java.util.regex.Pattern;

/** Reports a failure to the user: one message, and the stack trace only with {@code --verbose}. */
public final class Failure {
    private static final Pattern LINE = Pattern.compile("\\(at [^()]+:\\d+\\)$");
    /** The openings of Kindling's own messages. */
    private static final String OPENING = "(Cannot|Invalid) .*";

    private Failure() {}

    /** @return the exit code */
    public static int report(Throwable failure, Console console, OutputFlags flags) {
        ErrorResult error = ErrorResult.of(flags.command(), failure);
        // While a signal stops the process, anything may fail as a consequence: nothing to report.
        if (!isStopping()) {
            report(error, console, flags);
            if (flags.verbose()) {
                failure.printStackTrace(console.err());
            }
        }
        return error.category().exitCode();
    }

    /** Prints the message, and the JSON object if requested. */
    public static void report(ErrorResult error, Console console, OutputFlags flags) {
        console.say(error.message());
        if (flags.json()) {
            console.out().println(JsonText.line(error.asJson()));
        }
    }

    static String message(Throwable failure, ErrorCategory category) {
        Throwable cause = ExitCode.userFacing(failure);
        if (category == ErrorCategory.USAGE && ExitCode.lacksMemory(failure)) {
            return ExitCode.lacksMemoryHere(failure)
                    ? "Cannot continue: this process is out of memory. Set KINDLING_JAVA_OPTS=-Xmx8g, for example, or"
                            + " --driver-memory 8g under spark-submit."
                    : "Cannot continue: an executor is out of memory. Set --conf spark.executor.memory=8g, for example;"
                            + " for local-cluster[...], increase the last number, in MiB.";
        }
        if (ExitCode.lacksNatives(failure)) {
            return "Cannot compute on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + ": a native library of ND4J could not be loaded. This build supports " + Version.PLATFORM
                    + ". Run again with --verbose to see which library.";
        }
        if (category == ErrorCategory.TASKS && ExitCode.lacksSpace(failure)) {
            return "Cannot continue: a task failed: no space left on a disk. Tasks write to Spark's scratch folders"
                    + " (--conf spark.local.dir=FOLDER, by default /tmp), and predictions to --output: make room there.";
        }
        return switch (category) {
            case TASKS ->
                cause instanceof KindlingException && !(cause instanceof PhaseException)
                        ? described(cause)
                        : withRemedy(withOpening("Cannot continue: a task failed: ", cause));
            case CLUSTER ->
                cause instanceof ClusterException
                        ? described(cause)
                        : "Cannot continue: the connection to the cluster was lost: "
                                + described(cause).replaceFirst("\\.$", "") + ".";
            case INTERNAL -> withRemedy(withOpening("Cannot continue: ", cause));
            default -> cause.getMessage() == null ? described(cause) : cause.getMessage();
        };
    }

    /** Returns the message without its final full stop, prefixed with an opening unless it has one. */
    private static String withOpening(String opening, Throwable cause) {
        String described = described(cause);
        return (described.matches(OPENING) ? described : opening + described).replaceFirst("\\.$", "");
    }

    private static String described(Throwable cause) {
        String message = cause.getMessage();
        String first = message == null ? "" : message.lines().findFirst().orElse("");
        return first.matches(OPENING) ? first : cause.getClass().getName() + (first.isEmpty() ? "" : ": " + first);
    }

    /** Adds how to get the stack trace, unless the message already names a line of the user's code. */
    private static String withRemedy(String message) {
        return message + (LINE.matcher(message).find() ? "." : ". Run again with --verbose to see where.");
    }

    /** Returns whether the JVM is shutting down, as it does after a signal. */
    static boolean isStopping() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException stopping) {
            return true;
        }
    }
}
