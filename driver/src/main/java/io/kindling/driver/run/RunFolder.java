package io.kindling.driver.run;

import io.kindling.driver.Paths;
import io.kindling.io.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder of what comes out of a run: {@code model/}, {@code metrics.jsonl}, {@code history.csv}, and so on. While the
 * run is not finished, a {@link RunMark} stands there. A run that ended without finishing left nothing that another could
 * not compute again, so the next may begin in its place, unless it left a model or checkpoints.
 */
public final class RunFolder implements AutoCloseable {
    /** What to do where the folder has something in it. */
    public enum Existing {
        REFUSE,
        OVERWRITE
    }

    /** Where runs go that were not told where. */
    static final String RUNS = "runs";

    private static final String MODEL = "model";
    private static final String METRICS = "metrics.jsonl";
    private static final String HISTORY = "history.csv";
    private static final String CURVES = "curves.png";
    private static final String RESULT = "result.json";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String SAMPLES = "samples";
    private static final List<String> RECORDS = List.of(METRICS, HISTORY, CURVES, SAMPLES);
    /** What {@link Location#write} leaves where its process is killed. */
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

    private final OutputFolder folder;
    private final Location location;
    private final boolean replacing;
    private final Optional<RunMark> found;
    private final RunMark mark;
    private State state = State.CLAIMED;

    private enum State {
        CLAIMED,
        BEGUN,
        FINISHED
    }

    private RunFolder(OutputFolder folder, boolean replacing, Optional<RunMark> found, RunMark mark) {
        this.folder = folder;
        this.location = folder.location();
        this.replacing = replacing;
        this.found = found;
        this.mark = mark;
    }

    /**
     * The first of {@code runs/PROGRAM-1}, {@code runs/PROGRAM-2}, ... that is not there.
     *
     * @param hadoop settings of the file system
     */
    public static String next(String program, Map<String, String> hadoop) {
        try {
            int number = 1;
            while (Paths.location(RUNS + "/" + program + "-" + number, hadoop).exists()) {
                number++;
            }
            return RUNS + "/" + program + "-" + number;
        } catch (IOException failed) {
            throw new OutputException("Cannot look for output folders in " + RUNS + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * Makes the folder where it is missing, and marks it as this run's. What an earlier run left stays until {@link #begin}.
     *
     * @param path a path or URI
     * @param command how the run was asked for
     * @param hadoop settings of its file system
     * @throws OutputException where it cannot be made or written, or has something in it that may not be replaced
     * @throws LockedException where another run is writing there
     */
    public static RunFolder claim(String path, Existing existing, String command, Map<String, String> hadoop) {
        try {
            OutputFolder folder = OutputFolder.find(path, hadoop);
            List<String> names = folder.names();
            Optional<RunMark> found = RunMark.read(folder.location());
            requireFree(path, found);
            boolean replacing = existing == Existing.REFUSE && !names.isEmpty();
            if (replacing) {
                requireNothingOfValue(path, names, found);
            } else {
                requireRun(path, names);
            }
            folder.location().makeFolder();
            return new RunFolder(folder, replacing, found, marked(folder.location(), found.isPresent(), path, command));
        } catch (IOException failed) {
            throw unwritable(Paths.location(path, hadoop), failed);
        }
    }

    /** Puts this run's mark in place of one that does not count; of runs that do so at once, one goes on. */
    private static RunMark marked(Location location, boolean instead, String path, String command) throws IOException {
        RunMark mark = RunMark.ofThisProcess(command);
        if (instead) {
            location.child(RunMark.FILE).delete();
        }
        if (!mark.writeNew(location)) {
            requireFree(path, RunMark.read(location));
            throw new LockedException(
                    "Cannot write to " + path + ": another run has begun to write there. Give another --output.");
        }
        return mark;
    }

    private static void requireFree(String path, Optional<RunMark> mark) {
        mark.filter(RunMark::isGoing).ifPresent(going -> {
            throw new LockedException("Cannot write to " + path + ": process " + going.process()
                    + " is writing there (kindling " + going.command() + "). Give another --output.");
        });
    }

    /** Without a word of the user's, only what an unfinished run logged may go. */
    private static void requireNothingOfValue(String path, List<String> names, Optional<RunMark> mark) {
        String holds = "Cannot write to " + path + ": it is not empty, it holds " + String.join(", ", names);
        if (mark.isPresent() && !mark.get().isEnded()) {
            throw new OutputException(holds + " of a run on " + mark.get().host()
                    + " that may still be going. Give another --output, or, if it has ended, --overwrite.");
        }
        boolean worthless = mark.isPresent()
                && names.stream()
                        .allMatch(name -> name.equals(RunMark.FILE)
                                || name.equals(RESULT)
                                || RECORDS.contains(name)
                                || TEMPORARY.matcher(name).matches());
        if (!worthless) {
            throw new OutputException(
                    holds + (isRun(names) ? ". Give another --output, or --overwrite." : ". Give another --output."));
        }
    }

    /** Nothing but a run's output is overwritten: a folder given by mistake may hold a {@code model} of its own. */
    private static void requireRun(String path, List<String> names) {
        if (!names.isEmpty() && !isRun(names)) {
            throw new OutputException("Cannot overwrite " + path + ": it is not the output of a run, it holds "
                    + String.join(", ", names) + ". Give another --output.");
        }
    }

    private static boolean isRun(List<String> names) {
        return names.contains(RunMark.FILE) || names.containsAll(List.of(METRICS, RESULT));
    }

    /** Takes away what an earlier run logged. Its models stay until this run has its own. */
    void begin() {
        state = State.BEGUN;
        try {
            for (String name : location.list()) {
                if (RECORDS.contains(name)
                        || name.equals(RESULT)
                        || TEMPORARY.matcher(name).matches()) {
                    location.child(name).delete();
                }
            }
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /** Whether it takes the place of a run that did not finish. */
    boolean replacesUnfinished() {
        return replacing;
    }

    /** Where the trained models go. */
    public Location model() {
        return location.child(MODEL);
    }

    /** Where what was generated at the end of an epoch goes. */
    Location samples() {
        return location.child(SAMPLES);
    }

    Location curves() {
        return location.child(CURVES);
    }

    MetricsLog openMetrics() {
        return new MetricsLog(location.child(METRICS));
    }

    History openHistory() {
        return new History(location.child(HISTORY));
    }

    /** Writes the last file: the run is finished. */
    void writeResult(TrainResult result) {
        try {
            write(location, result.asJson());
        } catch (IOException failed) {
            throw unwritable(location.child(RESULT), failed);
        }
        try {
            location.child(CHECKPOINTS).delete();
            location.child(RunMark.FILE).delete();
            state = State.FINISHED;
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /**
     * Leaves an error where the result would stand, for those who cannot see how the process ends. Not where there is
     * another run's result that may not be replaced, or anything that no run wrote.
     *
     * @param path where the output was to go
     * @param command how the run was asked for
     * @param error what {@code result.json} is to hold
     */
    public static void leaveError(
            String path, Existing existing, String command, Map<String, ?> error, Map<String, String> hadoop) {
        try {
            Location location = Paths.location(path, hadoop);
            List<String> names = location.exists() ? location.list() : List.of();
            Optional<RunMark> mark = RunMark.read(location);
            boolean replaceable = mark.isPresent()
                    ? mark.get().isEnded()
                    : names.isEmpty() || (existing == Existing.OVERWRITE && isRun(names));
            if (replaceable) {
                location.makeFolder();
                RunMark.ofThisProcess(command).ended().write(location);
                write(location, error);
            }
        } catch (IOException | OutputException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    /** Leaves an error where the result would stand, if this process's run had begun to write there. */
    public static void leaveErrorOfBegun(String path, Map<String, ?> error, Map<String, String> hadoop) {
        try {
            Location location = Paths.location(path, hadoop);
            if (RunMark.read(location).filter(RunMark::wasOfThisProcess).isPresent()) {
                write(location, error);
            }
        } catch (IOException | OutputException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    private static void write(Location location, Map<String, ?> result) throws IOException {
        location.child(RESULT).write(out -> out.write(JsonText.indented(result).getBytes(StandardCharsets.UTF_8)));
    }

    /** Says so where the run did not finish; where it did not even begin, all is as it was found. */
    @Override
    public void close() {
        try {
            switch (state) {
                case CLAIMED -> leave();
                case BEGUN -> mark.ended().write(location);
                case FINISHED -> {}
            }
        } catch (IOException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    private void leave() throws IOException {
        if (found.isPresent()) {
            found.get().write(location);
        } else {
            location.child(RunMark.FILE).delete();
            folder.removeIfEmpty();
        }
    }

    static OutputException unwritable(Location location, IOException failed) {
        return new OutputException("Cannot write " + location + ": " + failed.getMessage(), failed);
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
