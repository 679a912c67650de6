package io.kindling.driver.cli;

import io.kindling.driver.Version;
import io.kindling.driver.machines.ClusterException;
import io.kindling.driver.run.JsonText;
import java.util.regex.Pattern;

/** Tells a person what went wrong: one message, and the stack trace only for those who ask. */
final class Failure {
    private static final Pattern LINE = Pattern.compile("\\(at [^()]+:\\d+\\)$");
    private static final String OURS = "(Cannot|Invalid) .*";

    private Failure() {}

    /** @return the exit code */
    static int tell(Throwable failure, Console console, Asked asked) {
        ErrorResult error = ErrorResult.of(asked.command(), failure);
        // While the process is being stopped everything fails; what a signal did needs no explanation.
        if (!isStopping()) {
            tell(error, console, asked);
            if (asked.verbose()) {
                failure.printStackTrace(console.err());
            }
        }
        return error.code().number();
    }

    /** To a person, and to a program if one reads the result. */
    static void tell(ErrorResult error, Console console, Asked asked) {
        console.say(error.message());
        if (asked.json()) {
            console.out().println(JsonText.line(error.asJson()));
        }
    }

    static String message(Throwable failure, ExitCode code) {
        Throwable told = ExitCode.toldBy(failure);
        if (code == ExitCode.USAGE && ExitCode.lacksMemory(failure)) {
            return ExitCode.lacksMemoryHere(failure)
                    ? "Cannot continue: this process is out of memory. Give it more, as KINDLING_JAVA_OPTS=-Xmx8g, under"
                            + " spark-submit --driver-memory 8g."
                    : "Cannot continue: an executor is out of memory. Give it more, as --conf spark.executor.memory=8g;"
                            + " of local-cluster[...] that is the last number, in MiB.";
        }
        if (ExitCode.lacksNatives(failure)) {
            return "Cannot compute on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + ": a native library of ND4J does not load. This build's are for " + Version.PLATFORM
                    + ". Run it again with --verbose to see which.";
        }
        return switch (code) {
            case TASKS -> withRemedy(opened("Cannot continue: a task failed: ", told));
            case CLUSTER ->
                told instanceof ClusterException
                        ? described(told)
                        : "Cannot continue: the connection to the cluster was lost: "
                                + described(told).replaceFirst("\\.$", "") + ".";
            case INTERNAL -> withRemedy(opened("Cannot continue: ", told));
            default -> told.getMessage() == null ? described(told) : told.getMessage();
        };
    }

    /** A message that opens as ours do needs no second opening. Without a last full stop. */
    private static String opened(String opening, Throwable told) {
        String described = described(told);
        return (described.matches(OURS) ? described : opening + described).replaceFirst("\\.$", "");
    }

    private static String described(Throwable told) {
        String message = told.getMessage();
        String first = message == null ? "" : message.lines().findFirst().orElse("");
        return first.matches(OURS) ? first : told.getClass().getName() + (first.isEmpty() ? "" : ": " + first);
    }

    /** Says how to learn the line, unless a line of the user's is named already. */
    private static String withRemedy(String message) {
        return message + (LINE.matcher(message).find() ? "." : ". Run it again with --verbose to see where.");
    }

    /** Whether a signal ends this process. */
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
