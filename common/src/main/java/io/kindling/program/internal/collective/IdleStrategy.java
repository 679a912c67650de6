package io.kindling.program.internal.collective;

import io.kindling.program.internal.exchange.SpinWait;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How ranks wait at a barrier: each spins as its {@link SpinWait} decides, then parks until it is woken. */
final class IdleStrategy {
    /** How long a parked rank sleeps at most before it checks the condition again. */
    private static final long MAX_PARK_NANOS = 100_000_000;

    private final SpinWait[] spins;
    private final AtomicReferenceArray<@Nullable Thread> parked;

    /** @param size how many ranks wait */
    IdleStrategy(int size) {
        this.spins = Stream.generate(() -> SpinWait.ofThread(size)).limit(size).toArray(SpinWait[]::new);
        this.parked = new AtomicReferenceArray<>(size);
    }

    /**
     * Spins until the condition is reached or broken, or for as long as is worthwhile.
     *
     * @param start when the wait began, in {@link System#nanoTime}
     * @return whether the condition was reached; if not, the rank must park
     */
    boolean spin(int rank, SpinWait.Condition condition, long generation, long start) {
        return spins[rank].spin(condition, generation, start);
    }

    /**
     * Registers the calling thread to be woken. The rank must check the condition after this and before each {@link #park},
     * so that it misses no wake-up.
     */
    void beginParking(int rank) {
        parked.set(rank, Thread.currentThread());
    }

    /** Parks the calling thread until it is woken or interrupted, for a bounded time. */
    void park(long limitNanos) {
        LockSupport.parkNanos(this, Math.min(limitNanos, MAX_PARK_NANOS));
    }

    void endParking(int rank) {
        parked.set(rank, null);
    }

    /** Wakes all ranks that are parked. */
    void wakeAll() {
        for (int i = 0; i < spins.length; i++) {
            Thread thread = parked.get(i);
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }
}
