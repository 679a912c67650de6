package io.kindling.program.internal.collective;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How a rank waits at a barrier: it spins, then yields its core between spins, then parks. Ranks spin only if each can have a
 * core. The strategy adapts to each rank: it spins for a shorter time if spinning did not help before, and a rank that
 * repeatedly shares its core with another thread yields earlier and finally parks.
 */
final class IdleStrategy {
    /** What ranks wait for. */
    interface Condition {
        /**
         * Whether all ranks have reached the barrier.
         *
         * @param generation how often they must have reached it
         */
        boolean isReached(int generation);

        /** Whether waiting is pointless. */
        boolean isBroken();
    }

    /** Long enough to cover the skew between shards of a short step, too short for a person to notice. */
    private static final long SPIN_NANOS = 100_000;

    /**
     * A spinning rank does not yield before this time: a yield is a system call, which evicts cached memory state of the core
     * and so slows down the thread's next work.
     */
    private static final long NO_YIELD_NANOS = 20_000;

    /**
     * A longer yield let another thread run, most likely a rank that this one waits for. The next wait then yields at once.
     */
    private static final long LONG_YIELD_NANOS = 5_000;

    /**
     * After this many consecutive waits in which another thread ran on its core, a rank parks: a woken thread is scheduled on
     * a free core.
     */
    private static final int SHARED_WAITS_BEFORE_PARK = 8;

    /** A longer yield gave an unrelated thread its whole time slice: a parked rank resumes sooner. */
    private static final long FULL_SLICE_NANOS = 1_000_000;

    /** For ranks that share a core: spinning there only keeps the other rank from running. */
    private static final long SHORT_SPIN_NANOS = 2_000;

    private static final int MISSES_BEFORE_SHORT_SPIN = 3;
    private static final int MISSES_BETWEEN_LONG_SPINS = 64;
    private static final int CHECKS_BETWEEN_CLOCK_READS = 16;

    /** How long a parked rank sleeps at most before it checks the condition again. */
    private static final long MAX_PARK_NANOS = 100_000_000;

    private final int size;
    private final boolean spins;

    /**
     * For each rank, how many consecutive waits spinning did not help: it was in vain, it gave an unrelated thread a whole
     * time slice, or it was too short to tell. Each rank accesses only its own element, and writes it only if it changes,
     * because the elements of other ranks are on the same cache line.
     */
    private final int[] misses;

    /** For each rank, in how many consecutive waits another thread ran on its core; accessed as {@link #misses}. */
    private final int[] sharedWaits;

    private final AtomicReferenceArray<@Nullable Thread> parked;

    /** @param size how many ranks wait */
    IdleStrategy(int size) {
        this.size = size;
        this.spins = size <= Runtime.getRuntime().availableProcessors();
        this.misses = new int[size];
        this.sharedWaits = new int[size];
        this.parked = new AtomicReferenceArray<>(size);
    }

    /**
     * Spins until the condition is reached or broken, or for as long as is worthwhile.
     *
     * @param start when the wait began, in {@link System#nanoTime}
     * @return whether the condition was reached; if not, the rank must park
     */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here: nothing depends on it
    boolean spin(int rank, Condition condition, int generation, long start) {
        if (!spins) {
            return false;
        }
        int missed = misses[rank];
        int shared = sharedWaits[rank];
        if (shared == SHARED_WAITS_BEFORE_PARK) {
            sharedWaits[rank] = 0;
            return false;
        }
        boolean isLong = missed < MISSES_BEFORE_SHORT_SPIN || missed % MISSES_BETWEEN_LONG_SPINS == 0;
        long limit = isLong ? SPIN_NANOS : SHORT_SPIN_NANOS;
        long noYield = shared > 0 ? 0 : NO_YIELD_NANOS;
        long longestYield = 0;
        long spinning;
        do {
            for (int i = 0; i < CHECKS_BETWEEN_CLOCK_READS; i++) {
                if (condition.isReached(generation)) {
                    boolean helped = isLong && longestYield < FULL_SLICE_NANOS;
                    remember(rank, helped ? 0 : missed + 1, longestYield > LONG_YIELD_NANOS ? shared + 1 : 0);
                    return true;
                }
                Thread.onSpinWait();
            }
            spinning = System.nanoTime() - start;
            if (isLong && spinning > noYield) {
                Thread.yield();
                longestYield = Math.max(longestYield, System.nanoTime() - start - spinning);
            }
        } while (!condition.isBroken() && spinning < limit);
        remember(rank, missed + 1, longestYield > LONG_YIELD_NANOS ? shared + 1 : 0);
        return false;
    }

    private void remember(int rank, int missed, int shared) {
        if (misses[rank] != missed) {
            misses[rank] = missed;
        }
        if (sharedWaits[rank] != shared) {
            sharedWaits[rank] = shared;
        }
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
        for (int i = 0; i < size; i++) {
            Thread thread = parked.get(i);
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }
}
