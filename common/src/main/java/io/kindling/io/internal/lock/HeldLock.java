package io.kindling.io.internal.lock;

import io.kindling.io.Location;
import io.kindling.io.PreparedFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RunLock} that this process has, and renews in the background. A process that was suspended for longer than the lock
 * lasts may have lost it: {@link #require} is called before each write.
 */
public final class HeldLock implements AutoCloseable {
    private final Location folder;
    private final RunLock lock;
    private final LockTimes times;
    private final Heartbeat heartbeat;
    private final Timer renewals = new Timer("kindling-lock", true);
    private boolean released;
    /** Who has taken over, or why it is not known. */
    private volatile @Nullable String lost;
    /** When it was last certain that the lock is held, by a clock that may stop while the machine sleeps. */
    private volatile long sureNanos;
    /** The same by a clock that may be set. */
    private volatile long sureMillis;

    private HeldLock(Location folder, RunLock lock, LockTimes times, Heartbeat heartbeat) {
        this.folder = folder;
        this.lock = lock;
        this.times = times;
        this.heartbeat = heartbeat;
    }

    /**
     * Puts a lock into a folder. If several processes do so concurrently, one of them succeeds.
     *
     * @return empty if another process has succeeded
     */
    public static Optional<HeldLock> claim(Location folder, RunLock lock, LockTimes times) throws IOException {
        HeldLock held = new HeldLock(folder, lock, times, new Heartbeat(folder, lock.owner()));
        boolean claimed = false;
        try {
            // First, since a lock without a heartbeat is that of a run that has ended.
            held.heartbeat.start();
            try (PreparedFile file = lock.prepare(folder)) {
                claimed = file.putNew();
            }
            held.confirm();
            claimed &= held.lost == null;
        } finally {
            if (!claimed) {
                held.close();
            }
        }
        if (claimed) {
            held.renewRepeatedly();
        }
        return claimed ? Optional.of(held) : Optional.empty();
    }

    private void renewRepeatedly() {
        TimerTask renewal = new TimerTask() {
            @Override
            public void run() {
                renew();
            }
        };
        renewals.schedule(renewal, times.renewal().toMillis(), times.renewal().toMillis());
    }

    /** What its file says. */
    public RunLock lock() {
        return lock;
    }

    /** Renews the lock, unless another process has taken it. */
    synchronized void renew() {
        if (released || lost != null) {
            return;
        }
        try {
            confirm();
            if (lost == null) {
                heartbeat.renew();
            }
        } catch (Throwable unreachable) {
            // The next renewal tries again; meanwhile, writes to the same place fail by themselves.
        }
    }

    /** Looks whether the lock is still this one. */
    private void confirm() throws IOException {
        long nanos = System.nanoTime();
        long millis = System.currentTimeMillis();
        Optional<RunLock> newest = RunLock.read(folder);
        if (newest.isPresent()
                && newest.get().number() == lock.number()
                && newest.get().owner().equals(lock.owner())) {
            sureNanos = nanos;
            sureMillis = millis;
        } else {
            lost = newest.map(other -> other.description() + " has taken it over")
                    .orElse("its file " + lock.file() + " is gone");
        }
    }

    /** @throws LockedException if another process has taken the lock, as far as this is known; looks only if it may have */
    public void require() {
        Duration passed = Duration.ofNanos(Math.max(
                System.nanoTime() - sureNanos, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - sureMillis)));
        if (passed.compareTo(times.reliance()) > 0) {
            renew();
        }
        requireNotLost();
    }

    /** Looks, and throws {@link LockedException} if another process has taken the lock. */
    public void requireNow() {
        renew();
        requireNotLost();
    }

    private void requireNotLost() {
        String reason = lost;
        if (reason != null) {
            throw new LockedException(
                    "Cannot continue in " + folder + ": this run no longer has the lock of the folder: "
                            + reason
                            + ". Nothing was written since. A lock can be taken over if its process is stopped for more"
                            + " than " + times.expiry().toSeconds() + " s.");
        }
    }

    /** Gives up the lock, and leaves its file in the folder, as that of a run that has ended. */
    @Override
    public synchronized void close() throws IOException {
        released = true;
        renewals.cancel();
        heartbeat.stop();
    }

    /** Deletes the files of the runs that it was taken over from. */
    public void deleteEarlier() throws IOException {
        for (String name : folder.list()) {
            boolean isOfLock = RunLock.isLock(name) || Heartbeat.isHeartbeat(name);
            if (isOfLock && !lock.owns(name)) {
                folder.child(name).delete();
            }
        }
    }

    /** Gives up the lock, and deletes its file. */
    public synchronized void delete() throws IOException {
        boolean held = lost == null && !released;
        close();
        if (held) {
            folder.child(lock.file()).delete();
        }
    }
}
