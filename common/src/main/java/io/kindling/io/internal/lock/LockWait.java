package io.kindling.io.internal.lock;

import io.kindling.io.Location;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Waits until it is known whether a run on another machine has ended: a run that does not renew its lock for a minute has. Clocks
 * of two machines and the times of files are never compared; only changes are observed.
 */
public final class LockWait {
    private final LockTimes times;
    private final Consumer<String> notes;
    private final Runnable waiting;

    /**
     * @param notes receives messages for the user
     * @param waiting is called several times a second while waiting; what it throws ends the wait
     */
    public LockWait(Consumer<String> notes, Runnable waiting) {
        this(LockTimes.DEFAULT, notes, waiting);
    }

    public LockWait(LockTimes times, Consumer<String> notes, Runnable waiting) {
        this.times = times;
        this.notes = notes;
        this.waiting = waiting;
    }

    public LockTimes times() {
        return times;
    }

    /** Returns whether the run has ended; false as soon as there is a sign that it, or another one, is writing. */
    public boolean hasEnded(Location folder, RunLock lock) throws IOException {
        List<String> before = lock.heartbeats(folder.list());
        notes.accept("Waiting up to " + times.expiry().toSeconds() + " s for a sign of life: " + lock.description()
                + " may still be writing to " + folder + ".");
        long start = System.nanoTime();
        while (Duration.ofNanos(System.nanoTime() - start).compareTo(times.expiry()) < 0) {
            pause();
            List<String> now = folder.list();
            if (lock.state(now) == RunLock.State.ENDED) {
                return true;
            }
            if (!lock.heartbeats(now).equals(before)) {
                return false;
            }
        }
        return RunLock.read(folder).equals(Optional.of(lock));
    }

    private void pause() {
        waiting.run();
        LockSupport.parkNanos(times.poll().toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Cannot wait for another run: interrupted.");
        }
    }
}
