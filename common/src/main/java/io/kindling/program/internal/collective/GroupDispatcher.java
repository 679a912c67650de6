package io.kindling.program.internal.collective;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Submits commands to a group session, and launches another session when the last one has ended. For use by one thread, except
 * {@link #close}.
 */
final class GroupDispatcher {
    /**
     * How long the thread that waits for steps sleeps before it polls again. Of a round's steps only the first wakes it: a
     * wake-up takes a core from the ranks.
     */
    private static final long POLL_NANOS = 5_000_000;

    private final WorkerLauncher launcher;
    private final int shards;
    private volatile @Nullable GroupSession session;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException aborted;

    GroupDispatcher(WorkerLauncher launcher, int shards) {
        this.launcher = launcher;
        this.shards = shards;
    }

    /** @param attempt counts from 1; higher if the same command failed before */
    void submit(GroupCommand command, int attempt) {
        requireOpen();
        command.setWaiter(Thread.currentThread());
        GroupSession current = session;
        if (current != null && current.offer(command)) {
            return;
        }
        current = new GroupSession(launcher.ranks(), shards, WorkerGroup.TIMEOUT);
        current.offer(command);
        session = current;
        launcher.launch(current, attempt);
        if (closed) {
            current.end();
        }
    }

    /** Sleeps for a moment while a command runs; abandons it if no session will finish it. */
    void await(GroupCommand command) {
        requireOpen();
        if (!command.isStarted()) {
            launcher.requireLaunched();
        }
        GroupSession current = session;
        if (current != null
                && current.isEnded()
                && !command.isFinished()
                && launcher.awaitExit()
                && !command.isFinished()) {
            Throwable cause = current.failure();
            command.abandon(cause == null ? new IllegalStateException("The group session ended.") : cause);
        }
        command.setWaiter(Thread.currentThread());
        if (!command.isFinished()) {
            LockSupport.parkNanos(this, POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while shards were computing.");
            }
        }
    }

    /** What the current session computes; empty if there is none. */
    String waitingFor() {
        GroupSession current = session;
        return current == null || current.isEnded() ? "" : current.waitingFor();
    }

    /** Makes the thread that waits for commands throw this, now and from here on, and ends the session. */
    void abort(RuntimeException failure) {
        aborted = failure;
        GroupSession current = session;
        if (current != null) {
            current.fail(failure);
        }
    }

    /** @throws IllegalStateException once it is closed; or what it was aborted with */
    void requireOpen() {
        RuntimeException failure = aborted;
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IllegalStateException("Cannot continue: the training was closed.");
        }
    }

    /** Whether no thread of an ended session still runs. */
    boolean isIdle() {
        GroupSession current = session;
        return current == null || !current.isEnded() || launcher.awaitExit();
    }

    /** Ends the session and releases its threads; the next command launches another. */
    void endSession() {
        GroupSession current = session;
        if (current != null) {
            current.end();
            launcher.awaitExit();
        }
    }

    void close() {
        closed = true;
        endSession();
        launcher.close();
    }
}
