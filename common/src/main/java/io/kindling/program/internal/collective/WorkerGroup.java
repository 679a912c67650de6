package io.kindling.program.internal.collective;

import io.kindling.program.internal.replica.ShardComputation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ranks that compute a program's shards together in one JVM. Each rank is a thread with its own replica and a contiguous
 * range of the shards. Rank 0 leads: all ranks run each task that it starts. The group stays together over many steps.
 */
public final class WorkerGroup {
    /** How long a rank waits for another. Trainings have a shorter limit for steps; this one ends abandoned threads. */
    public static final Duration TIMEOUT = Duration.ofDays(1);

    /** A task that all ranks run, each on its own part. */
    interface GroupTask {
        /** @param rank counts from 0 */
        void run(int rank, ShardComputation replica, SpinBarrier barrier);

        /** What is being computed, for messages of another thread. */
        default String name() {
            return "a task";
        }
    }

    private final int size;
    private final int shards;
    private final SpinBarrier barrier;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable GroupTask task;

    /**
     * @param size how many ranks, at least 1
     * @param shards how many shards they compute together
     * @param timeout how long a rank waits for another
     */
    WorkerGroup(int size, int shards, Duration timeout) {
        this.size = size;
        this.shards = shards;
        this.barrier = new SpinBarrier(size, timeout, rank -> name(rank, size, shards));
    }

    private static String name(int rank, int size, int shards) {
        return "rank " + rank + " (" + shards(rank, size, shards) + ")";
    }

    private static String shards(int rank, int size, int shards) {
        int from = rangeStart(rank, size, shards);
        int last = rangeStart(rank + 1, size, shards) - 1;
        return from == last ? "shard " + from : "shards " + from + " to " + last;
    }

    /** The task, and the shards of the ranks that have not finished their part of it, for messages of another thread. */
    String waitingFor() {
        GroupTask current = task;
        String what = current == null ? "the start" : current.name();
        return what + ", "
                + barrier.missing().stream()
                        .map(rank -> shards(rank, size, shards))
                        .collect(Collectors.joining(", "))
                + ", in this process";
    }

    /**
     * The first of the parts that a rank computes. Its range ends before the next rank's first part.
     *
     * @param size how many ranks
     * @param parts how many parts over all ranks
     */
    static int rangeStart(int rank, int size, int parts) {
        return Math.toIntExact((long) rank * parts / size);
    }

    int size() {
        return size;
    }

    /**
     * Runs a task on all ranks, the calling thread being rank 0.
     *
     * @throws IllegalStateException if a rank does not reach a barrier in time, or this thread is interrupted meanwhile; the
     *     group is shut down then
     */
    void lead(GroupTask next, ShardComputation replica) {
        task = next;
        try {
            barrier.await(0);
            next.run(0, replica, barrier);
        } catch (SpinBarrier.BrokenBarrier broken) {
            Throwable cause = failure.get();
            throw new IllegalStateException(
                    cause == null
                            ? "Cannot continue: the training was closed."
                            : "Cannot continue: a rank failed: " + cause,
                    cause);
        } catch (Throwable thrown) {
            shutdown();
            throw thrown;
        }
    }

    /** Runs the tasks that rank 0 starts, until the group is shut down. */
    void follow(int rank, ShardComputation replica) {
        try {
            while (true) {
                barrier.awaitCommand(rank);
                GroupTask next = task;
                if (next != null) {
                    next.run(rank, replica, barrier);
                }
            }
        } catch (SpinBarrier.BrokenBarrier broken) {
            // The group was shut down.
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    /** Shuts the group down because a rank failed. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        shutdown();
    }

    /** The failure that shut the group down; null if there was none. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** Shuts the group down. Each rank ends at its next barrier. */
    void shutdown() {
        barrier.breakBarrier();
    }

    /** Whether the group has been shut down; a rank may still run until its next barrier. */
    boolean isShutdown() {
        return barrier.isBroken();
    }
}
