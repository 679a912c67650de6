package io.kindling.driver.internal.cli.failures;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.ClusterException;
import io.kindling.driver.internal.run.output.LockedException;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.io.ModelException;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.program.NotFiniteException;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/** The exit code of the process, by kind of failure. */
public enum ExitCode {
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

    /** Spark's report that an executor process exited with 52, its code for {@link OutOfMemoryError}. */
    private static final Pattern EXECUTOR_OUT_OF_MEMORY = Pattern.compile("exited with code 52\\b|exit code 52\\b");

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Returns the exit code of a failure, decided by its {@linkplain #userFacing user-facing cause}. */
    static ExitCode of(Throwable failure) {
        Throwable cause = userFacing(failure);
        if (lacksNatives(failure)) {
            return CLUSTER;
        } else if (cause instanceof SettingsException || lacksMemory(failure)) {
            return USAGE;
        } else if (cause instanceof DataException) {
            return DATA;
        } else if (cause instanceof ModelException) {
            return MODEL;
        } else if (cause instanceof OutputException) {
            return OUTPUT;
        } else if (cause instanceof LockedException) {
            return LOCKED;
        } else if (cause instanceof ClusterException || isLostCluster(failure)) {
            return CLUSTER;
        } else if (cause instanceof NotFiniteException || cause instanceof NonFiniteGradientException) {
            return NOT_FINITE;
        } else if (cause instanceof PhaseException || isFromTask(failure)) {
            return TASKS;
        }
        return cause instanceof ProgramException ? USAGE : INTERNAL;
    }

    /**
     * Returns the cause whose message is meant for users: the outermost of Kindling's exceptions, else what a Spark task
     * threw, else the failure itself.
     */
    static Throwable userFacing(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            if (isKindlings(cause)) {
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

    /** Returns whether the native libraries for tensors are missing on this platform. */
    static boolean lacksNatives(Throwable failure) {
        return causes(failure).stream().anyMatch(UnsatisfiedLinkError.class::isInstance);
    }

    /** Returns whether this process or an executor ran out of memory. */
    static boolean lacksMemory(Throwable failure) {
        return lacksMemoryHere(failure)
                || causes(failure).stream()
                        .map(cause -> String.valueOf(cause.getMessage()))
                        .anyMatch(message ->
                                EXECUTOR_OUT_OF_MEMORY.matcher(message).find());
    }

    /** Returns whether this process ran out of memory. */
    static boolean lacksMemoryHere(Throwable failure) {
        return causes(failure).stream().anyMatch(OutOfMemoryError.class::isInstance);
    }

    static boolean isFromTask(Throwable failure) {
        return causes(failure).stream().anyMatch(SparkException.class::isInstance);
    }

    /** Returns whether the cluster was lost, for which Spark has no exception type, only messages. */
    private static boolean isLostCluster(Throwable failure) {
        return causes(failure).stream()
                .map(cause -> String.valueOf(cause.getMessage()))
                .anyMatch(message ->
                        message.contains("SparkContext was shut down") || message.contains("stopped SparkContext"));
    }

    private static boolean isKindlings(Throwable cause) {
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
