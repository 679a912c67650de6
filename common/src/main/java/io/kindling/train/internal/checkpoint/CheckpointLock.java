package io.kindling.train.internal.checkpoint;

import io.kindling.io.Location;
import io.kindling.io.internal.lock.HeldLock;
import io.kindling.io.internal.lock.LockTimes;
import io.kindling.io.internal.lock.LockWait;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.io.internal.lock.RunLock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock of a folder of checkpoints that a user's own process writes. */
public final class CheckpointLock {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointLock.class);

    private CheckpointLock() {}

    /**
     * Locks a folder for a training of this process.
     *
     * @param waits whether to wait, up to a minute, if it is not known whether a training on another machine has ended
     * @throws LockedException if another training is writing to the folder, or may be
     */
    public static HeldLock take(Location folder, boolean waits) {
        try {
            folder.createFolder();
            Optional<RunLock> found = RunLock.read(folder);
            if (found.isPresent()) {
                requireEnded(folder, found.get(), waits);
            }
            HeldLock lock = HeldLock.claim(
                            folder, RunLock.ofThisProcess(command(), Optional.empty(), found), LockTimes.DEFAULT)
                    .orElseThrow(() -> new LockedException("Cannot write checkpoints to " + folder
                            + ": another training has just started to write there. Give another folder."));
            lock.deleteEarlier();
            return lock;
        } catch (IOException failed) {
            throw new CheckpointException(
                    "Cannot write checkpoints to " + folder + ": " + failed.getMessage() + ".", failed);
        }
    }

    private static void requireEnded(Location folder, RunLock found, boolean waits) throws IOException {
        RunLock.State state = found.state(folder.list());
        boolean ended = state == RunLock.State.ENDED
                || (state == RunLock.State.UNKNOWN
                        && waits
                        && new LockWait(LOG::info, () -> {}).hasEnded(folder, found));
        if (!ended) {
            String who = found.isRunOfThisProcess()
                    ? "another training of this process is writing there. Close it first"
                    : found.description()
                            + (state == RunLock.State.UNKNOWN ? " may still be writing there" : " is writing there")
                            + ". Wait until it has ended";
            throw new LockedException(
                    "Cannot write checkpoints to " + folder + ": " + who + ", or give another folder.");
        }
    }

    /** The main class: arguments may be secret. */
    private static String command() {
        return "java "
                + List.of(System.getProperty("sun.java.command", "").split(" ", 2))
                        .get(0);
    }

    /** Gives up a lock, and deletes its file. */
    public static void release(HeldLock lock) {
        try {
            lock.delete();
        } catch (IOException unreachable) {
            LOG.warn("Cannot delete the lock of this training, which has ended: {}", unreachable.getMessage());
        }
    }
}
