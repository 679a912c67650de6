package io.kindling.driver.internal.cli.failures;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/** The exit code of the process: that of the {@link ErrorCategory} of a failure, which may be Spark's or the JVM's. */
public final class ExitCode {
    public static final int SUCCESS = 0;

    /** Spark's report that an executor process exited with 52, its code for {@link OutOfMemoryError}. */
    private static final Pattern EXECUTOR_OUT_OF_MEMORY = Pattern.compile("exited with code 52\\b|exit code 52\\b");
    /** What computations throw, which may be a consequence of the loss of the cluster. */
    private static final Set<ErrorCategory> WHILE_COMPUTING =
            EnumSet.of(ErrorCategory.INTERNAL, ErrorCategory.PROGRAM, ErrorCategory.TASKS, ErrorCategory.NON_FINITE);

    private ExitCode() {}

    /** Returns the category of a failure, decided by its {@linkplain #userFacing user-facing cause}. */
    static ErrorCategory category(Throwable failure) {
        if (lacksNatives(failure)) {
            return ErrorCategory.CLUSTER;
        } else if (lacksMemory(failure)) {
            return ErrorCategory.USAGE;
        }
        ErrorCategory category =
                userFacing(failure) instanceof KindlingException ours ? ours.category() : ErrorCategory.INTERNAL;
        if (WHILE_COMPUTING.contains(category) && isLostCluster(failure)) {
            return ErrorCategory.CLUSTER;
        }
        boolean unspecific = category == ErrorCategory.INTERNAL || category == ErrorCategory.PROGRAM;
        return unspecific && isFromTask(failure) ? ErrorCategory.TASKS : category;
    }

    /**
     * Returns the cause whose message is meant for users: the outermost of Kindling's exceptions, else what a Spark task
     * threw, else the failure itself.
     */
    static Throwable userFacing(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            if (cause instanceof KindlingException) {
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

    /** Returns whether a disk was full, also one of an executor, of whose exceptions only the text arrives. */
    static boolean lacksSpace(Throwable failure) {
        return causes(failure).stream()
                .map(cause -> String.valueOf(cause.getMessage()))
                .anyMatch(message -> message.contains("No space left on device"));
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

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
