package io.kindling.driver.cli;

import io.kindling.driver.Version;
import io.kindling.driver.machines.ClusterException;

/** Tells a person what went wrong: one message, and the stack trace only for those who ask. */
final class Failure {
    private static final String OURS = "(Cannot|Invalid) .*";

    private Failure() {}

    /** @return the exit code */
    static int tell(Throwable failure, Console console, boolean verbose) {
        ExitCode code = ExitCode.of(failure);
        // While the process is being stopped everything fails; what a signal did needs no explanation.
        if (!isStopping()) {
            console.say(message(failure, code));
            if (verbose) {
                failure.printStackTrace(console.err());
            }
        }
        return code.number();
    }

    static String message(Throwable failure, ExitCode code) {
        Throwable told = ExitCode.toldBy(failure);
        if (told instanceof OutOfMemoryError) {
            return "Cannot continue: out of memory (" + told.getMessage()
                    + "). Give more, as KINDLING_JAVA_OPTS=-Xmx8g or --conf spark.executor.memory=8g.";
        }
        if (ExitCode.lacksNatives(failure)) {
            return "Cannot compute on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + ": a native library of ND4J does not load. This build's are for " + Version.PLATFORM
                    + ". Run it again with --verbose to see which.";
        }
        return switch (code) {
            case TASKS -> opened("Cannot continue: a task failed: ", told) + remedy();
            case CLUSTER ->
                told instanceof ClusterException
                        ? described(told)
                        : "Cannot continue: the connection to the cluster was lost: "
                                + described(told).replaceFirst("\\.$", "") + ".";
            case INTERNAL -> opened("Cannot continue: ", told) + remedy();
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

    private static String remedy() {
        return ". Run it again with --verbose to see where.";
    }

    private static boolean isStopping() {
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
