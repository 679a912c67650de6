package io.kindling.driver.cli;

import io.kindling.data.DataException;
import io.kindling.driver.SettingsException;
import io.kindling.driver.machines.ClusterException;
import io.kindling.driver.run.LockedException;
import io.kindling.driver.run.OutputException;
import io.kindling.io.ModelException;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.program.NotFiniteException;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/** How a process ends, by what went wrong. */
enum ExitCode {
    DONE(0),
    INTERNAL(1),
    USAGE(2),
    DATA(3),
    MODEL(4),
    TASKS(5),
    CLUSTER(6),
    OUTPUT(7),
    LOCKED(8),
    NOT_FINITE(9);

    /** Spark's own code for it, of an executor's process. */
    private static final Pattern EXECUTOR_OUT_OF_MEMORY = Pattern.compile("exited with code 52\\b|exit code 52\\b");

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The one that belongs to a failure: that of the cause which says most. */
    static ExitCode of(Throwable failure) {
        Throwable told = toldBy(failure);
        if (lacksNatives(failure)) {
            return CLUSTER;
        } else if (told instanceof SettingsException || lacksMemory(failure)) {
            return USAGE;
        } else if (told instanceof DataException) {
            return DATA;
        } else if (told instanceof ModelException) {
            return MODEL;
        } else if (told instanceof OutputException) {
            return OUTPUT;
        } else if (told instanceof LockedException) {
            return LOCKED;
        } else if (told instanceof ClusterException || isLostCluster(failure)) {
            return CLUSTER;
        } else if (told instanceof NotFiniteException || told instanceof NonFiniteGradientException) {
            return NOT_FINITE;
        } else if (told instanceof PhaseException || isFromTask(failure)) {
            return TASKS;
        }
        return told instanceof ProgramException ? USAGE : INTERNAL;
    }

    /**
     * The failure in a chain of causes that was written for people: the outermost of ours, or what a task threw, or the
     * outermost at all.
     */
    static Throwable toldBy(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            if (isOurs(cause)) {
                return cause;
            }
        }
        for (Throwable cause : causes(failure)) {
            if (cause instanceof SparkException && cause.getCause() != null) {
                return cause.getCause();
            }
        }
        return failure;
    }

    /** Whether the libraries under the tensors are not there for the platform that this ran on. */
    static boolean lacksNatives(Throwable failure) {
        return causes(failure).stream().anyMatch(UnsatisfiedLinkError.class::isInstance);
    }

    /** Whether this process, or an executor's, was given less memory than it needed. */
    static boolean lacksMemory(Throwable failure) {
        return lacksMemoryHere(failure)
                || causes(failure).stream()
                        .map(cause -> String.valueOf(cause.getMessage()))
                        .anyMatch(message ->
                                EXECUTOR_OUT_OF_MEMORY.matcher(message).find());
    }

    /** Whether it was this process. */
    static boolean lacksMemoryHere(Throwable failure) {
        return causes(failure).stream().anyMatch(OutOfMemoryError.class::isInstance);
    }

    static boolean isFromTask(Throwable failure) {
        return causes(failure).stream().anyMatch(SparkException.class::isInstance);
    }

    /** Spark has no exception of its own for it. */
    private static boolean isLostCluster(Throwable failure) {
        return causes(failure).stream()
                .map(cause -> String.valueOf(cause.getMessage()))
                .anyMatch(message ->
                        message.contains("SparkContext was shut down") || message.contains("stopped SparkContext"));
    }

    private static boolean isOurs(Throwable cause) {
        return cause instanceof SettingsException
                || cause instanceof DataException
                || cause instanceof ModelException
                || cause instanceof OutputException
                || cause instanceof LockedException
                || cause instanceof ClusterException
                || cause instanceof NotFiniteException
                || cause instanceof NonFiniteGradientException
                || cause instanceof PhaseException
                || cause instanceof ProgramException;
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
