package io.kindling.driver.table;

import io.kindling.data.DataException;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** Tells Spark's failures to read files from its other failures. */
final class Unreadable {
    private Unreadable() {}

    /**
     * What the reading gives.
     *
     * @throws DataException where what is read cannot be
     */
    static <T> T told(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Exception failed) { // Scala declares no checked exceptions.
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof DataException) {
                    throw failed;
                }
            }
            String reason = reason(failed);
            if (reason == null) {
                throw failed;
            }
            throw new DataException("Cannot read " + name + ": " + reason, failed);
        }
    }

    /** The innermost failure of a file, in Spark's words; null where no file is to blame. */
    private static @Nullable String reason(Throwable failed) {
        @Nullable String reason = null;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            boolean ofFile = cause instanceof IOException
                    || cause instanceof AnalysisException
                    || (cause instanceof SparkThrowable known && isOfFile(known.getCondition()))
                    || cause.getClass().getName().startsWith("org.apache.parquet.")
                    || cause.getClass().getName().startsWith("org.apache.orc.")
                    || String.valueOf(cause.getMessage()).startsWith("CSV header does not conform");
            if (ofFile) {
                String said = sentence(String.valueOf(cause.getMessage()));
                reason = reason == null ? said : reason + " " + said;
            }
        }
        return reason;
    }

    private static boolean isOfFile(@Nullable String condition) {
        return condition != null
                && (condition.startsWith("FAILED_READ_FILE")
                        || condition.startsWith("UNABLE_TO_INFER_SCHEMA")
                        || condition.startsWith("MALFORMED")
                        || condition.startsWith("PATH_NOT_FOUND"));
    }

    /** The first line, without Spark's names for it. */
    private static String sentence(String message) {
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^\\[[A-Z_.0-9]+] ", "")
                .replaceFirst(" SQLSTATE: \\w+$", "");
    }
}
