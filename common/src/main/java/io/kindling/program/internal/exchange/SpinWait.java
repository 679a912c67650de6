package io.kindling.program.internal.exchange;

/**
 * How a rank spins before it sleeps: it spins, then yields its core between spins. Ranks spin only if each can have a core. It
 * adapts to the rank: it spins for a shorter time if spinning did not help before, and a rank that repeatedly shares its core
 * with another thread yields earlier and finally does not spin. For one thread at a time.
 */
public final class SpinWait {
    /** What ranks wait for. */
    public interface Condition {
        /**
         * Whether all ranks have arrived.
         *
         * @param generation how often they must have arrived
         */
        boolean isReached(long generation);

        /** Whether waiting is pointless. */
        boolean isBroken();
    }

    /** Long enough to cover the skew between shards of a short step, too short for a person to notice. */
    private static final long SPIN_NANOS = 100_000;

    /** A rank that no other can wake sleeps for longer than needed, which costs more than spinning for longer. */
    private static final long SPIN_UNWOKEN_NANOS = 1_000_000;

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
     * After this many consecutive waits in which another thread ran on its core, a rank sleeps: a woken thread is scheduled
     * on a free core.
     */
    private static final int SHARED_WAITS_BEFORE_SLEEP = 8;

    /** A longer yield gave an unrelated thread its whole time slice: a sleeping rank resumes sooner. */
    private static final long FULL_SLICE_NANOS = 1_000_000;

    /** For ranks that share a core: spinning there only keeps the other rank from running. */
    private static final long SHORT_SPIN_NANOS = 2_000;

    /** About as long as a rank that no other can wake sleeps at least. */
    private static final long SHORT_SPIN_UNWOKEN_NANOS = 50_000;

    private static final int MISSES_BEFORE_SHORT_SPIN = 3;
    private static final int MISSES_BETWEEN_LONG_SPINS = 64;
    private static final int CHECKS_BETWEEN_CLOCK_READS = 16;

    private final boolean spins;
    private final long spinNanos;
    private final long shortSpinNanos;

    /**
     * In how many consecutive waits spinning did not help: it was in vain, it gave an unrelated thread a whole time slice, or it
     * was too short to tell. This and the next field are written only if they change, because those of other ranks may be on
     * the same cache line.
     */
    private int misses;

    /** In how many consecutive waits another thread ran on the rank's core. */
    private int sharedWaits;

    private SpinWait(int ranks, long spinNanos, long shortSpinNanos) {
        this.spins = ranks <= Runtime.getRuntime().availableProcessors();
        this.spinNanos = spinNanos;
        this.shortSpinNanos = shortSpinNanos;
    }

    /**
     * For a rank that the others wake from its sleep.
     *
     * @param ranks how many ranks of this machine wait for each other
     */
    public static SpinWait ofThread(int ranks) {
        return new SpinWait(ranks, SPIN_NANOS, SHORT_SPIN_NANOS);
    }

    /**
     * For a rank that the others, which are in other processes, cannot wake.
     *
     * @param ranks how many ranks of this machine wait for each other
     */
    public static SpinWait ofProcess(int ranks) {
        return new SpinWait(ranks, SPIN_UNWOKEN_NANOS, SHORT_SPIN_UNWOKEN_NANOS);
    }

    /**
     * Spins until the condition is reached or broken, or for as long as is worthwhile.
     *
     * @param start when the wait began, in {@link System#nanoTime}
     * @return whether the condition was reached; if not, the rank must sleep
     */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here: nothing depends on it
    public boolean spin(Condition condition, long generation, long start) {
        if (!spins) {
            return false;
        }
        int missed = misses;
        int shared = sharedWaits;
        if (shared == SHARED_WAITS_BEFORE_SLEEP) {
            sharedWaits = 0;
            return false;
        }
        boolean isLong = missed < MISSES_BEFORE_SHORT_SPIN || missed % MISSES_BETWEEN_LONG_SPINS == 0;
        long limit = isLong ? spinNanos : shortSpinNanos;
        long noYield = shared > 0 ? 0 : NO_YIELD_NANOS;
        long longestYield = 0;
        long spinning;
        do {
            for (int i = 0; i < CHECKS_BETWEEN_CLOCK_READS; i++) {
                if (condition.isReached(generation)) {
                    boolean helped = isLong && longestYield < FULL_SLICE_NANOS;
                    remember(helped ? 0 : missed + 1, longestYield > LONG_YIELD_NANOS ? shared + 1 : 0);
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
        remember(missed + 1, longestYield > LONG_YIELD_NANOS ? shared + 1 : 0);
        return false;
    }

    private void remember(int missed, int shared) {
        if (misses != missed) {
            misses = missed;
        }
        if (sharedWaits != shared) {
            sharedWaits = shared;
        }
    }
}
