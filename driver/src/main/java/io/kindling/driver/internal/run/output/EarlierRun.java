package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import io.kindling.io.internal.lock.LockWait;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.io.internal.lock.RunLock;
import java.io.IOException;
import java.util.Optional;

/**
 * The run that has the lock of a folder, as seen by one that is to write there.
 *
 * @param existing what is to be done with the earlier run
 */
record EarlierRun(Location folder, RunLock lock, RunFolder.Existing existing) {
    /** Returns the run of a folder; empty if the folder is not locked. */
    static Optional<EarlierRun> in(Location folder, RunFolder.Existing existing) throws IOException {
        return RunLock.read(folder).map(lock -> new EarlierRun(folder, lock, existing));
    }

    /** Returns what is done with the run in a folder: if the cluster has started this process in place of it, it is continued. */
    static RunFolder.Existing wanted(Location folder, RunFolder.Existing existing) throws IOException {
        return ResultFile.isOfThisSubmission(folder) ? RunFolder.Existing.RESUME : existing;
    }

    /**
     * Refuses to write beside this run if it is known to be writing, or may be and nobody wants it replaced.
     *
     * @return whether it has ended, or this is not known
     */
    RunLock.State requireNotRunning() throws IOException {
        RunLock.State state = lock.state(folder.list());
        if (state == RunLock.State.RUNNING) {
            throw isWriting();
        }
        if (state == RunLock.State.UNKNOWN && existing == RunFolder.Existing.REFUSE) {
            throw new LockedException("Cannot write to " + folder + ": " + lock.description()
                    + " may still be writing there. Give another --output. If that run was killed, continue it"
                    + " with --resume, or replace it with --overwrite: both wait for a minute without a"
                    + " sign of life of it.");
        }
        return state;
    }

    /** Waits only if the user, or the cluster, wants the new run in place of this one. */
    void requireEnded(LockWait wait) throws IOException {
        if (requireNotRunning() == RunLock.State.UNKNOWN && !wait.hasEnded(folder, lock)) {
            throw isWriting();
        }
    }

    private LockedException isWriting() {
        return new LockedException(
                "Cannot write to " + folder + ": " + lock.description() + " is writing there. Give another --output.");
    }
}
