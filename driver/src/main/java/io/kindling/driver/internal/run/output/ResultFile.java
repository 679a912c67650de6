package io.kindling.driver.internal.run.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kindling.ErrorCategory;
import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import io.kindling.io.internal.lock.HeldLock;
import io.kindling.io.internal.lock.LockTimes;
import io.kindling.io.internal.lock.RunLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The file {@code result.json} of a run: its result, or the error that ended it. */
public final class ResultFile {
    static final String NAME = "result.json";
    /** The name in a result under which its {@link Submission} is recorded. */
    public static final String SUBMISSION = "submission";

    private static final String ERROR = "error";
    /** The errors that the same command has again: settings, data, models, and numbers that are not finite. */
    private static final Set<ErrorCategory> LASTING = EnumSet.of(
            ErrorCategory.USAGE,
            ErrorCategory.PROGRAM,
            ErrorCategory.DATA,
            ErrorCategory.MODEL,
            ErrorCategory.NON_FINITE);

    private ResultFile() {}

    static void write(Location folder, Map<String, ?> result) throws IOException {
        folder.child(NAME).write(out -> out.write(JsonText.indented(result).getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads it; a missing node if there is none, or if it is not JSON. */
    private static JsonNode read(Location folder) throws IOException {
        Location file = folder.child(NAME);
        if (!file.exists()) {
            return MissingNode.getInstance();
        }
        try (InputStream in = file.open()) {
            return JsonText.read(in);
        } catch (JsonProcessingException malformed) {
            return MissingNode.getInstance();
        }
    }

    /** Returns whether the run in a folder, finished or not, is one of the submission that this process belongs to. */
    static boolean isOfThisSubmission(Location folder) throws IOException {
        Optional<String> own = Submission.current();
        if (own.isEmpty()) {
            return false;
        }
        Optional<RunLock> lock = RunLock.read(folder);
        return lock.isPresent()
                ? lock.get().submission().equals(own)
                : own.get().equals(read(folder).path(SUBMISSION).asText());
    }

    /**
     * Returns the error of the run that the cluster has started this process in place of; empty if there was none, or if this
     * process would not have it again.
     *
     * @param path the output folder
     */
    public static Optional<RepeatedErrorException> earlierError(String path, Map<String, String> hadoop) {
        Location folder = Paths.location(path, hadoop);
        try {
            return isOfThisSubmission(folder) ? lastingError(read(folder).path(ERROR)) : Optional.empty();
        } catch (IOException failed) {
            throw RunFolder.unwritable(folder, failed);
        }
    }

    private static Optional<RepeatedErrorException> lastingError(JsonNode error) {
        int exit = error.path("exit").asInt();
        return Arrays.stream(ErrorCategory.values())
                .filter(category -> LASTING.contains(category) && category.exitCode() == exit)
                .findFirst()
                .map(category -> new RepeatedErrorException(
                        category, error.path("message").asText()));
    }

    /**
     * Writes an error, for users who cannot see the exit code of the process. Does nothing if the folder contains a result of
     * another run that may not be replaced, or files that are not a run's.
     *
     * @param path the output folder of the run
     * @param command the command line of the run
     * @param error the object to write
     */
    public static void writeError(
            String path,
            RunFolder.Existing existing,
            String command,
            Map<String, ?> error,
            Map<String, String> hadoop) {
        try {
            Location folder = Paths.location(path, hadoop);
            List<String> names = folder.list();
            Optional<RunLock> lock = RunLock.read(folder);
            boolean replaceable = lock.isPresent()
                    ? lock.get().state(names) == RunLock.State.ENDED
                    : names.isEmpty() || (existing == RunFolder.Existing.OVERWRITE && RunFiles.isRun(names));
            if (replaceable) {
                folder.createFolder();
                Optional<HeldLock> held = HeldLock.claim(
                        folder,
                        RunLock.ofThisProcess("kindling " + command, Submission.current(), lock),
                        LockTimes.DEFAULT);
                if (held.isPresent()) {
                    try (HeldLock own = held.get()) {
                        write(folder, error);
                        own.deleteEarlier();
                    }
                }
            }
        } catch (IOException | OutputException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    /** Writes an error if this process's run had started to write to the folder. */
    public static void writeErrorIfStarted(String path, Map<String, ?> error, Map<String, String> hadoop) {
        try {
            Location folder = Paths.location(path, hadoop);
            if (RunLock.read(folder).filter(RunLock::isRunOfThisProcess).isPresent()) {
                write(folder, error);
            }
        } catch (IOException | OutputException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }
}
