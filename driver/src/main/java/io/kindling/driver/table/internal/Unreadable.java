package io.kindling.driver.table.internal;

import io.kindling.KindlingException;
import io.kindling.data.DataException;
import io.kindling.io.Location;
import io.kindling.io.MissingFileSystemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/** Distinguishes Spark's failures to read files from its other failures, and explains them. */
public final class Unreadable {
    private Unreadable() {}

    /**
     * Returns the result of {@code reading}.
     *
     * @throws DataException if a file cannot be read, with an explanation for the user
     */
    public static <T> T explain(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Exception failed) { // Scala declares no checked exceptions.
            List<Throwable> causes = causes(failed);
            if (causes.stream().anyMatch(KindlingException.class::isInstance)) {
                throw failed;
            }
            if (name.matches("[a-z][a-z0-9+.-]*:/.*")
                    && causes.stream()
                            .anyMatch(cause -> cause instanceof ClassNotFoundException
                                    || cause instanceof UnsupportedFileSystemException)) {
                throw new MissingFileSystemException(name, failed);
            }
            String message = message(name, causes);
            if (message == null) {
                throw failed;
            }
            throw new DataException(message, failed);
        }
    }

    /** Returns the message; null if the failure is not about a file. */
    private static @Nullable String message(String name, List<Throwable> causes) {
        @Nullable String file = null;
        for (Throwable cause : causes) {
            String condition = cause instanceof SparkThrowable known ? String.valueOf(known.getCondition()) : "";
            boolean unknown = condition.startsWith("UNABLE_TO_INFER_SCHEMA");
            if (condition.startsWith("PATH_NOT_FOUND") || (unknown && isMissing(name))) {
                return missing(name);
            }
            if (unknown) {
                return "Cannot read " + name + ": it holds no rows of a table. Files in subfolders are not read, and"
                        + " neither are files whose names begin with _ or a dot.";
            }
            if (condition.startsWith("FAILED_READ_FILE")) {
                file = path(((SparkThrowable) cause).getMessageParameters().get("path"));
            }
        }
        Optional<String> colon = causes.stream()
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(message -> message.contains("Relative path in absolute URI: "))
                .map(message -> message.replaceFirst(".*Relative path in absolute URI: ", "")
                        .replaceFirst("^\\.(.*)\\.crc$", "$1"))
                .findFirst();
        if (colon.isPresent()) {
            return "Cannot read " + name + ": Hadoop takes no colon in the name of a file: rename '" + colon.get()
                    + "'.";
        }
        String reason = reason(causes);
        if (file != null && (reason == null || isForeign(causes))) {
            return "Cannot read " + file + ": it is damaged, or not in the table's format. Remove it from " + name
                    + ", or set --format.";
        }
        return reason == null ? null : "Cannot read " + (file == null ? name : file) + ": " + reason;
    }

    private static String missing(String name) {
        return "Cannot read " + name + ": there is no such file or folder." + similarSibling(name);
    }

    /**
     * Looks for a file or folder of this machine without Spark, whose start takes seconds.
     *
     * @param settings of the file system
     * @throws DataException if there is none
     */
    public static void requireFound(String path, Map<String, String> settings) {
        boolean missing = false;
        try {
            Location location = Location.of(path, settings);
            missing = location.uri().startsWith("file:") && !location.exists();
        } catch (IOException | IllegalArgumentException unknown) {
            // Spark explains it.
        }
        if (missing) {
            throw new DataException(missing(path));
        }
    }

    /** Spark tells a path with the characters of a pattern as one without rows. */
    private static boolean isMissing(String name) {
        try {
            return !Location.of(name).exists();
        } catch (IOException | IllegalArgumentException unknown) {
            return false;
        }
    }

    private static String similarSibling(String name) {
        try {
            return Location.of(name)
                    .similarSibling()
                    .map(near -> " Did you mean " + near + "?")
                    .orElse("");
        } catch (IOException | IllegalArgumentException unknown) {
            return "";
        }
    }

    private static @Nullable String path(@Nullable String uri) {
        return uri == null ? null : uri.replaceFirst("^file:(//)?(?=/)", "");
    }

    /** Returns whether the format's reader did not recognize the file. */
    private static boolean isForeign(List<Throwable> causes) {
        return causes.stream()
                .map(cause -> cause.getClass().getName() + ": " + cause.getMessage())
                .anyMatch(cause -> cause.contains("CANNOT_READ_FILE_FOOTER")
                        || cause.contains("is not a Parquet file")
                        || cause.startsWith("org.apache.orc.FileFormatException"));
    }

    /** Returns the messages of the file readers, outermost first, in Spark's words; null if there are none. */
    private static @Nullable String reason(List<Throwable> causes) {
        List<String> reasons = new ArrayList<>();
        for (Throwable cause : causes) {
            boolean ofFile = cause instanceof IOException
                    || cause instanceof AnalysisException
                    || (cause instanceof SparkThrowable known
                            && String.valueOf(known.getCondition()).startsWith("MALFORMED"))
                    || cause.getClass().getName().startsWith("org.apache.parquet.")
                    || cause.getClass().getName().startsWith("org.apache.orc.");
            if (ofFile) {
                reasons.add(sentence(String.valueOf(cause.getMessage())));
            }
        }
        return reasons.isEmpty() ? null : String.join(" ", reasons);
    }

    /** Returns the first line, without Spark's error condition and SQLSTATE. */
    private static String sentence(String message) {
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^\\[[A-Z_.0-9]+] ", "")
                .replaceFirst(" SQLSTATE: \\w+$", "");
    }

    private static List<Throwable> causes(Throwable failed) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failed; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
