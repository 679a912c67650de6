package io.kindling.program.internal.collective;

import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A worker group on threads of this JVM. The calling thread is rank 0 for the duration of a call. */
final class LocalWorkerGroup implements AutoCloseable {
    private static final long JOIN_MILLIS = 10_000;

    private final WorkerGroup group;
    private final Replica leaderReplica;
    private final List<Thread> followers = new ArrayList<>();
    private final ReentrantLock leaderLock = new ReentrantLock();
    private @Nullable Thread leader;
    private boolean leaderInterrupted;
    private boolean closed;

    LocalWorkerGroup(ProgramSpec spec, int size, int shards, Duration timeout) {
        this.group = new WorkerGroup(size, shards, timeout);
        this.leaderReplica = new Replica(spec);
        for (int i = 1; i < size; i++) {
            int rank = i;
            Thread thread = new Thread(() -> follow(spec, rank), "kindling-shards-" + rank);
            thread.setDaemon(true);
            followers.add(thread);
            thread.start();
        }
    }

    private void follow(ProgramSpec spec, int rank) {
        try (Replica replica = new Replica(spec)) {
            group.follow(rank, replica);
        } catch (Throwable failure) {
            group.fail(failure);
        }
    }

    /** Whether the group can run no more tasks. */
    boolean isShutdown() {
        return group.isShutdown();
    }

    String waitingFor() {
        return group.waitingFor();
    }

    /** Shuts the group down, and interrupts all ranks, so that code that sleeps or waits ends. */
    void abort(RuntimeException failure) {
        group.fail(failure);
        followers.forEach(Thread::interrupt);
        synchronized (this) {
            if (leader != null) {
                leader.interrupt();
                leaderInterrupted = true;
            }
        }
    }

    private synchronized void beginLeading() {
        leader = Thread.currentThread();
        leaderInterrupted = false;
    }

    /** Leaves the leader's interrupt status as it would be without {@link #abort}. */
    private synchronized void endLeading() {
        leader = null;
        if (leaderInterrupted) {
            Thread.interrupted();
        }
    }

    /** Leads a task with the replica of rank 0. */
    <T> T lead(BiFunction<WorkerGroup, Replica, T> task) {
        leaderLock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("Cannot continue: the training was closed.");
            }
            beginLeading();
            try {
                return task.apply(group, leaderReplica);
            } finally {
                endLeading();
            }
        } finally {
            leaderLock.unlock();
        }
    }

    /** Ends the threads. A task that another thread leads ends at its next barrier. */
    @Override
    public void close() {
        group.shutdown();
        leaderLock.lock();
        try {
            if (!closed) {
                closed = true;
                leaderReplica.close();
            }
        } finally {
            leaderLock.unlock();
        }
        try {
            for (Thread thread : followers) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
