package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.io.PreparedFile;
import io.kindling.io.internal.Reason;
import io.kindling.io.internal.lock.HeldLock;
import io.kindling.io.internal.lock.LockTimes;
import io.kindling.io.internal.lock.LockWait;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.io.internal.lock.RunLock;
import java.io.IOException;
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

    private final OutputFolder folder;
    private final Location location;
    private final Existing existing;
    private final boolean restarted;
    private final boolean unfinished;
    private final HeldLock lock;
    private State state = State.CLAIMED;
    private boolean quarantines;

    private enum State {
        CLAIMED,
        STARTED,
        FINISHED
    }

    private RunFolder(OutputFolder folder, Existing existing, boolean restarted, boolean unfinished, HeldLock lock) {
        this.folder = folder;
        this.location = folder.location();
        this.existing = existing;
        this.restarted = restarted;
        this.unfinished = unfinished;
        this.lock = lock;
    }

    /**
     * Refuses a folder that another run writes to, before anything is read or computed for one that could not write there.
     *
     * @param path a path or URI
     * @throws LockedException if another run is writing there, or may be and this one is not to wait for its end
     */
    public static void requireFree(String path, Existing existing, Map<String, String> hadoop) {
        Location location = Paths.location(path, hadoop);
        try {
            Optional<EarlierRun> earlier = EarlierRun.in(location, EarlierRun.wanted(location, existing));
            if (earlier.isPresent()) {
                earlier.get().requireNotRunning();
            }
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /**
     * Creates the folder if it is missing, and locks it for this run. Files of an earlier run stay until {@link #begin}. If the
     * cluster has started this process in place of the one that ran the earlier run, that run is continued.
     *
     * @param path a path or URI
     * @param command the command line of the run
     * @param hadoop file system settings
     * @param wait waits if it is not known whether the earlier run has ended
     * @throws OutputException if it cannot be created or written, or contains something that may not be replaced
     * @throws LockedException if another run is writing there, or may be
     */
    public static RunFolder claim(
            String path, Existing existing, String command, Map<String, String> hadoop, LockWait wait) {
        try {
            Location location = Paths.location(path, hadoop);
            boolean restarted = ResultFile.isOfThisSubmission(location);
            Existing effective = EarlierRun.wanted(location, existing);
            Optional<EarlierRun> earlier = EarlierRun.in(location, effective);
            if (earlier.isPresent()) {
                earlier.get().requireEnded(wait);
            }
            Optional<RunLock> found = earlier.map(EarlierRun::lock);
            OutputFolder folder = OutputFolder.find(path, hadoop);
            List<String> names = RunFiles.shown(folder.names());
            if (effective == Existing.REFUSE && !names.isEmpty()) {
                RunFiles.requireReplaceable(path, folder);
            } else {
                RunFiles.requireRun(path, names);
            }
            HeldLock lock = locked(folder, found, command, wait.times());
            return new RunFolder(folder, effective, restarted, found.isPresent(), lock);
        } catch (IOException failed) {
            throw unwritable(Paths.location(path, hadoop), failed);
        }
    }

    /** Locks the folder for this run. If several runs do so concurrently, one of them succeeds. */
    private static HeldLock locked(OutputFolder folder, Optional<RunLock> found, String command, LockTimes times)
            throws IOException {
        Location location = folder.location();
        location.createFolder();
        RunLock own = RunLock.ofThisProcess("kindling " + command, Submission.current(), found);
        Optional<HeldLock> lock;
        try {
            lock = HeldLock.claim(location, own, times);
        } catch (IOException failed) {
            folder.removeIfEmpty();
            throw failed;
        }
        boolean unchanged = lock.isPresent()
                && location.list().stream()
                        .filter(name -> !own.owns(name))
                        .filter(RunFiles::isShown)
                        .toList()
                        .equals(RunFiles.shown(folder.names()));
        if (lock.isPresent() && !unchanged) {
            lock.get().delete();
        }
        if (!unchanged) {
            throw new LockedException("Cannot write to " + folder.location()
                    + ": another run has just started to write there. Give another --output.");
        }
        return lock.get();
    }

    /** Continues an earlier run: only its half-written files are deleted. */
    public void resume() {
        delete(PreparedFile::isTemporary);
    }

    /** Deletes the logs, checkpoints and half-written files of an earlier run. Its models stay until this run has its own. */
    public void begin() {
        delete(name -> (RunFiles.isRecord(name) || name.equals(RunFiles.CHECKPOINTS))
                && !(quarantines && name.equals(RunFiles.BAD_RECORDS)));
    }

    private void delete(Predicate<String> which) {
        requireLock();
        state = State.STARTED;
        try {
            lock.deleteEarlier();
            deleteFiles(location, which);
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
        return !unfinished && folder.names().contains(ResultFile.NAME);
    }

    /** Returns whether this run replaces one that did not finish. */
    public boolean replacesUnfinished() {
        return existing == Existing.REFUSE && !RunFiles.shown(folder.names()).isEmpty();
    }

    /** Returns whether the run in this folder is to be continued: as the user wants, or {@linkplain #isRestarted the cluster}. */
    public boolean isResuming() {
        return existing == Existing.RESUME;
    }

    /** Returns whether the cluster has started this process in place of the one that ran the run in this folder. */
    public boolean isRestarted() {
        return restarted;
    }

    /** Returns what the user should know if the cluster may start a process in place of this one that cannot read the folder. */
    public Optional<String> warning() {
        try {
            return Submission.mayBeRestarted() && location.uri().startsWith("file:")
                    ? Optional.of(
                            "The output is in " + location.uri() + ": if the cluster restarts this driver on another"
                                    + " machine, it continues only if that folder is"
                                    + " shared. Otherwise give an --output that is, on"
                                    + " HDFS for example.")
                    : Optional.empty();
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /**
     * Called before something is written.
     *
     * @throws LockedException if another run has taken the folder over, because this process was stopped
     */
    public void requireLock() {
        lock.require();
    }

    /**
     * Called before something is written that another run would continue from: looks again whether the folder is still this
     * run's.
     *
     * @throws LockedException if another run has taken it over
     */
    public void requireLockNow() {
        lock.requireNow();
    }

    /** Returns where the trained models go. */
    public Location model() {
        return location.child(RunFiles.MODEL);
    }

    /** Returns where images generated at the end of each epoch go. */
    public Location samples() {
        return location.child(RunFiles.SAMPLES);
    }

    /** Returns where bad records go. They are written before the run begins, while its rows are read. */
    public Location badRecords() {
        quarantines = true;
        return location.child(RunFiles.BAD_RECORDS);
    }

    public Location curves() {
        return location.child(RunFiles.CURVES);
    }

    /** Returns where checkpoints go. */
    public Location checkpoints() {
        return location.child(RunFiles.CHECKPOINTS);
    }

    /** @param start the lines of an earlier log that are continued */
    public MetricsLog openMetrics(byte[] start) {
        return new MetricsLog(location.child(RunFiles.METRICS), start, this::requireLock);
    }

    /** Opens the table of epochs, in place of an older one. */
    public EpochHistory openHistory() {
        return new EpochHistory(location.child(RunFiles.HISTORY), this::requireLock);
    }

    /** Returns where the files are that a run in this folder continues if it has no checkpoint: here. */
    public Origin origin() {
        return new Origin(location, checkpoints(), false);
    }

    /**
     * Returns where the files are that a run in this folder continues.
     *
     * @param checkpoints the folder of the checkpoint that it continues from
     */
    public Origin originOf(Location checkpoints) throws IOException {
        return Origin.of(checkpoints, location);
    }

    /** Writes the result, the last file, and removes the lock: the run is finished. */
    public void writeResult(Map<String, ?> result) {
        requireLockNow();
        try {
            ResultFile.write(location, result);
        } catch (IOException failed) {
            throw unwritable(location.child(ResultFile.NAME), failed);
        }
        try {
            lock.delete();
            state = State.FINISHED;
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /** Gives up the lock; if the run did not even start, restores the folder to its earlier state. */
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
        try {
            requireLockNow();
            if (ModelFolder.isUnfinished(model())) {
                model().delete();
            }
        } catch (LockedException taken) {
            // The folder belongs to another run.
        } finally {
            lock.close();
        }
    }

    private void restore() throws IOException {
        if (quarantines) {
            location.child(RunFiles.BAD_RECORDS).delete();
        }
        lock.delete();
        folder.removeIfEmpty();
    }

    public static OutputException unwritable(Location location, IOException failed) {
        return new OutputException("Cannot write " + location + ": " + Reason.of(failed), failed);
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
