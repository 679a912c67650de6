package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.io.PreparedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The output folder of a run: {@code model/}, {@code metrics.jsonl}, {@code history.csv}, and so on. It contains a
 * {@link RunLock} until the run is finished. What a failed run leaves is continued or replaced by the next one, except a
 * model.
 */
public final class RunFolder implements AutoCloseable {
    /** What to do if the folder is not empty. */
    public enum Existing {
        REFUSE,
        OVERWRITE,
        /** Continue the run in it. */
        RESUME
    }

    private static final String MODEL = "model";
    private static final String METRICS = "metrics.jsonl";
    private static final String HISTORY = "history.csv";
    private static final String CURVES = "curves.png";
    static final String RESULT = "result.json";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String SAMPLES = "samples";
    private static final List<String> LEFT = List.of(RunLock.FILE, MODEL, CHECKPOINTS);

    private static final List<String> RECORDS = List.of(METRICS, HISTORY, CURVES, SAMPLES);
    private final OutputFolder folder;
    private final Location location;
    private final boolean replacing;
    private final Optional<RunLock> found;
    /** The mark of this run once it has ended, written beforehand: the disk may be full then. */
    private final PreparedFile ended;

    private State state = State.CLAIMED;

    private enum State {
        CLAIMED,
        STARTED,
        FINISHED
    }

    private RunFolder(OutputFolder folder, boolean replacing, Optional<RunLock> found, PreparedFile ended) {
        this.folder = folder;
        this.location = folder.location();
        this.replacing = replacing;
        this.found = found;
        this.ended = ended;
    }

    /**
     * Creates the folder if it is missing, and marks it as this run's. Files of an earlier run stay until {@link #begin}.
     *
     * @param path a path or URI
     * @param command the command line of the run
     * @param hadoop file system settings
     * @throws OutputException if it cannot be created or written, or contains something that may not be replaced
     * @throws LockedException if another run is writing there
     */
    public static RunFolder claim(String path, Existing existing, String command, Map<String, String> hadoop) {
        try {
            OutputFolder folder = OutputFolder.find(path, hadoop);
            List<String> names = folder.names();
            Optional<RunLock> found = RunLock.read(folder.location());
            requireFree(path, found);
            boolean replacing = existing == Existing.REFUSE && !names.isEmpty();
            boolean ended = found.isEmpty() || found.get().isEnded();
            if (existing == Existing.RESUME && !ended) {
                throw new OutputException("Cannot resume in " + path + ": its run on "
                        + found.get().host() + " may still be running. Remove " + RunLock.FILE
                        + " there if it has ended.");
            }
            if (replacing) {
                requireReplaceable(path, folder, found);
            } else {
                requireRun(path, names);
            }
            return new RunFolder(folder, replacing, found, marked(folder, found, path, command));
        } catch (IOException failed) {
            throw unwritable(Paths.location(path, hadoop), failed);
        }
    }

    /**
     * Writes this run's mark in place of an obsolete one. If several runs do so concurrently, one of them succeeds.
     *
     * @return the mark to replace it when the run has ended
     */
    private static PreparedFile marked(OutputFolder folder, Optional<RunLock> obsolete, String path, String command)
            throws IOException {
        Location location = folder.location();
        location.createFolder();
        Optional<PreparedFile> ended;
        try {
            ended = RunLock.ofThisProcess(command).claim(location, obsolete);
        } catch (IOException failed) {
            folder.removeIfEmpty();
            throw failed;
        }
        if (ended.isEmpty()) {
            requireFree(path, RunLock.read(location));
            throw new LockedException("Cannot write to " + path
                    + ": another run has just started to write there. Give another --output.");
        }
        return ended.get();
    }

    private static void requireFree(String path, Optional<RunLock> mark) {
        mark.filter(RunLock::isRunning).ifPresent(running -> {
            throw new LockedException("Cannot write to " + path + ": process " + running.process()
                    + " is writing there (kindling " + running.command() + "). Give another --output.");
        });
    }

    /** Without {@code --overwrite}, only what an unfinished run has left may be replaced, and no complete model. */
    private static void requireReplaceable(String path, OutputFolder folder, Optional<RunLock> mark)
            throws IOException {
        List<String> names = folder.names();
        String message = "Cannot write to " + path + ": it already contains " + String.join(", ", names);
        if (mark.isPresent() && !mark.get().isEnded()) {
            throw new OutputException(message + " of a run on " + mark.get().host()
                    + " that may still be running. Give another --output, or --overwrite if it has ended.");
        }
        boolean replaceable = isMarked(names)
                && names.stream().allMatch(name -> LEFT.contains(name) || isRecord(name))
                && ModelFolder.isUnfinished(folder.location().child(MODEL));
        if (!replaceable) {
            throw new OutputException(
                    message + (isRun(names) ? ". Give another --output, or --overwrite." : ". Give another --output."));
        }
    }

    /** Returns whether a file of this name is deleted when the next run begins. */
    private static boolean isRecord(String name) {
        return RECORDS.contains(name) || name.equals(RESULT) || PreparedFile.isTemporary(name);
    }

    /** Only a run's output is overwritten: a folder given by mistake may contain an unrelated {@code model}. */
    private static void requireRun(String path, List<String> names) {
        if (!names.isEmpty() && !isRun(names)) {
            throw new OutputException("Cannot overwrite " + path + ": it is not the output of a run, but contains "
                    + String.join(", ", names) + ". Give another --output.");
        }
    }

    private static boolean isRun(List<String> names) {
        return isMarked(names) || names.containsAll(List.of(METRICS, RESULT));
    }

    private static boolean isMarked(List<String> names) {
        return names.contains(RunLock.FILE) || names.stream().anyMatch(RunLock::isPrepared);
    }

    /** Continues an earlier run: only its half-written files are deleted. */
    public void resume() {
        delete(PreparedFile::isTemporary);
    }

    /** Deletes the logs, checkpoints and half-written files of an earlier run. Its models stay until this run has its own. */
    public void begin() {
        delete(name -> isRecord(name) || name.equals(CHECKPOINTS));
    }

    private void delete(Predicate<String> which) {
        state = State.STARTED;
        try {
            deleteFiles(location, name -> which.test(name) && !name.equals(ended.temporaryName()));
            if (ModelFolder.isUnfinished(model())) {
                model().delete();
            } else {
                deleteFiles(model(), PreparedFile::isTemporary);
            }
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    private static void deleteFiles(Location from, Predicate<String> which) throws IOException {
        for (String name : from.list()) {
            if (which.test(name)) {
                from.child(name).delete();
            }
        }
    }

    /** Returns whether the earlier run in this folder has finished. */
    public boolean holdsFinishedRun() {
        return found.isEmpty() && folder.names().contains(RESULT);
    }

    /** Returns whether this run replaces one that did not finish. */
    public boolean replacesUnfinished() {
        return replacing;
    }

    /** Returns where the trained models go. */
    public Location model() {
        return location.child(MODEL);
    }

    /** Returns where images generated at the end of each epoch go. */
    public Location samples() {
        return location.child(SAMPLES);
    }

    public Location curves() {
        return location.child(CURVES);
    }

    /** Returns where checkpoints go. */
    public Location checkpoints() {
        return location.child(CHECKPOINTS);
    }

    /** @param kept how many bytes of the earlier log are continued */
    public MetricsLog openMetrics(long kept) {
        return new MetricsLog(location.child(METRICS), kept);
    }

    /**
     * Opens the table of epochs.
     *
     * @param kept how many bytes of the earlier one are continued
     * @param names the column names in them
     */
    public EpochHistory openHistory(long kept, List<String> names) {
        return new EpochHistory(location.child(HISTORY), kept, names);
    }

    /** Writes the result, the last file, and removes the mark: the run is finished. */
    public void writeResult(Map<String, ?> result) {
        try {
            write(location, result);
        } catch (IOException failed) {
            throw unwritable(location.child(RESULT), failed);
        }
        try {
            ended.close();
            location.child(RunLock.FILE).delete();
            state = State.FINISHED;
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /**
     * Writes an error to {@code result.json}, for users who cannot see the exit code of the process. Does nothing if the
     * folder contains a result of another run that may not be replaced, or files that are not a run's.
     *
     * @param path the output folder of the run
     * @param command the command line of the run
     * @param error the object to write
     */
    public static void writeError(
            String path, Existing existing, String command, Map<String, ?> error, Map<String, String> hadoop) {
        try {
            Location location = Paths.location(path, hadoop);
            List<String> names = location.exists() ? location.list() : List.of();
            Optional<RunLock> mark = RunLock.read(location);
            boolean replaceable = mark.isPresent()
                    ? mark.get().isEnded()
                    : names.isEmpty() || (existing == Existing.OVERWRITE && isRun(names));
            if (replaceable) {
                location.createFolder();
                RunLock.ofThisProcess(command).ended().write(location);
                write(location, error);
            }
        } catch (IOException | OutputException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    /** Writes an error to {@code result.json} if this process's run had started to write to the folder. */
    public static void writeErrorIfStarted(String path, Map<String, ?> error, Map<String, String> hadoop) {
        try {
            Location location = Paths.location(path, hadoop);
            if (RunLock.read(location).filter(RunLock::isRunOfThisProcess).isPresent()) {
                write(location, error);
            }
        } catch (IOException | OutputException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    private static void write(Location location, Map<String, ?> result) throws IOException {
        location.child(RESULT).write(out -> out.write(JsonText.indented(result).getBytes(StandardCharsets.UTF_8)));
    }

    /** Marks a run that did not finish as ended; if it did not even start, restores the folder to its earlier state. */
    @Override
    public void close() {
        try {
            switch (state) {
                case CLAIMED -> restore();
                case STARTED -> end();
                case FINISHED -> {}
            }
        } catch (IOException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    private void end() throws IOException {
        if (ModelFolder.isUnfinished(model())) {
            model().delete();
        }
        ended.replace();
    }

    private void restore() throws IOException {
        ended.close();
        if (found.isPresent()) {
            found.get().write(location);
        } else {
            location.child(RunLock.FILE).delete();
            folder.removeIfEmpty();
        }
    }

    public static OutputException unwritable(Location location, IOException failed) {
        return new OutputException("Cannot write " + location + ": " + failed.getMessage(), failed);
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
