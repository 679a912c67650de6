package io.kindling.program.internal.collective;

import io.kindling.program.internal.exchange.SpinWait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A reusable barrier for a fixed number of ranks. How a rank waits is the {@link IdleStrategy}'s decision. What a rank wrote
 * before it reached the barrier is visible to all ranks after it.
 */
final class SpinBarrier implements SpinWait.Condition {
    /** The distance of two ranks' counters in longs: two cache lines, so that a rank's write invalidates no other counter. */
    private static final int STRIDE = 16;

    /** What a rank passes that has nothing to do while it waits. */
    static final Runnable NO_WORK = () -> {};

    /** Thrown if the barrier is broken for good. */
    static final class BrokenBarrier extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private BrokenBarrier() {}

        /** Omits the stack trace: a rank that catches this reports the failure that broke the barrier instead. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final int size;
    private final Duration timeout;
    private final IntFunction<String> names;
    private final IdleStrategy idle;
    /** How often each rank reached the barrier, in separate cache lines: one line travels from each core to each other. */
    private final AtomicLongArray arrivals;

    private volatile boolean broken;

    /**
     * @param size how many ranks
     * @param timeout how long a rank waits for the others at most
     * @param names the name of a rank in messages
     */
    SpinBarrier(int size, Duration timeout, IntFunction<String> names) {
        this.size = size;
        this.timeout = timeout;
        this.names = names;
        this.idle = new IdleStrategy(size);
        this.arrivals = new AtomicLongArray((size + 1) * STRIDE);
    }

    /**
     * Waits for all other ranks. An interrupt does not end the wait; the thread's interrupt status is restored afterwards.
     *
     * @throws BrokenBarrier if the barrier is broken
     * @throws IllegalStateException if a rank does not reach the barrier within the timeout
     */
    void await(int rank) {
        await(rank, NO_WORK);
    }

    /**
     * Waits as {@link #await(int)} does.
     *
     * @param whileWaiting work to do first, unless this rank is the last; the other ranks do not wait for it to end
     */
    void await(int rank, Runnable whileWaiting) {
        boolean interrupted = false;
        try {
            interrupted = await(rank, timeout.toNanos(), false, whileWaiting);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits as {@link #await(int, Runnable)} does, but an interrupt ends the wait.
     *
     * @throws IllegalStateException if a rank does not reach the barrier within the timeout, or the thread is interrupted
     */
    void awaitInterruptibly(int rank, Runnable whileWaiting) {
        if (await(rank, timeout.toNanos(), true, whileWaiting)) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while shards were computing.");
        }
    }

    /** Waits without a timeout. An interrupt does not end the wait; the thread's interrupt status is restored afterwards. */
    void awaitCommand(int rank) {
        if (await(rank, Long.MAX_VALUE, false, NO_WORK)) {
            Thread.currentThread().interrupt();
        }
    }

    /** The ranks that the others wait for; all if none waits. */
    List<Integer> missing() {
        long latest = arrivals(0);
        long earliest = latest;
        for (int rank = 1; rank < size; rank++) {
            latest = Math.max(latest, arrivals(rank));
            earliest = Math.min(earliest, arrivals(rank));
        }
        long generation = earliest == latest ? latest + 1 : latest;
        return IntStream.range(0, size)
                .filter(rank -> arrivals(rank) < generation)
                .boxed()
                .toList();
    }

    /** Breaks the barrier for good: ranks that wait, or that reach it later, get {@link BrokenBarrier}. */
    void breakBarrier() {
        broken = true;
        idle.wakeAll();
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    /** @return whether the thread was interrupted; if interruptible, the wait ended early then */
    private boolean await(int rank, long timeoutNanos, boolean interruptible, Runnable whileWaiting) {
        long generation = arrivals(rank) + 1;
        arrivals.set((rank + 1) * STRIDE, generation);
        if (isReached(generation)) {
            idle.wakeAll();
            return false;
        }
        whileWaiting.run();
        long start = System.nanoTime();
        if (idle.spin(rank, this, generation, start)) {
            return false;
        }
        boolean interrupted = false;
        idle.beginParking(rank);
        for (int missing = firstMissing(generation); missing < size; missing = firstMissing(generation)) {
            if (broken) {
                idle.endParking(rank);
                restore(interrupted);
                throw new BrokenBarrier();
            }
            if (System.nanoTime() - start > timeoutNanos) {
                idle.endParking(rank);
                restore(interrupted);
                throw new IllegalStateException("Cannot continue: " + names.apply(missing)
                        + " did not reach the barrier within " + timeout.toSeconds() + " s.");
            }
            idle.park(timeoutNanos);
            if (Thread.interrupted()) {
                interrupted = true;
                if (interruptible) {
                    break;
                }
            }
        }
        idle.endParking(rank);
        return interrupted;
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isReached(long generation) {
        return firstMissing(generation) == size;
    }

    /** The first rank that has not reached a generation; the number of ranks if all have. */
    private int firstMissing(long generation) {
        int rank = 0;
        while (rank < size && arrivals(rank) >= generation) {
            rank++;
        }
        return rank;
    }

    private long arrivals(int rank) {
        return arrivals.get((rank + 1) * STRIDE);
    }
}
