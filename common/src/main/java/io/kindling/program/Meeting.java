package io.kindling.program;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where participants wait until all have come, again and again. Whoever waits spins for a moment, if each participant can
 * have a core, and as long as that helps, then parks; who finds that another runs on its core lets that one run at once, and
 * parks after some such waits. What a participant wrote before it came is seen by all afterwards.
 */
final class Meeting {
    /** Longer than the shards of a short step differ, shorter than anything that a person would notice. */
    private static final long SPIN_NANOS = 100_000;

    /**
     * Until then whoever spins keeps its core: a system call costs the processor what it knows of memory, and so slows down
     * what the thread does next.
     */
    private static final long UNYIELDING_NANOS = 20_000;

    /** A yield that takes longer has let another run: one who waits for us, most likely, and had better run at once next time. */
    private static final long YIELDED_NANOS = 5_000;

    /** After so many waits in a row on a core with another, who waits parks: whoever is woken is put on a core that is free. */
    private static final int SHARED_UNTIL_PARKED = 8;

    /** A yield that takes so long has let a stranger run for its whole turn: who parks comes back sooner. */
    private static final long STRANGER_NANOS = 1_000_000;

    /** For those who share a core, so that no spinning brings the other: it only keeps it from running. */
    private static final long SHORT_SPIN_NANOS = 2_000;

    private static final int MISSES_UNTIL_SHORT = 3;
    private static final int MISSES_UNTIL_ANOTHER_TRY = 64;
    private static final int SPINS_BETWEEN_LOOKS = 16;
    private static final long PARK_NANOS = 100_000_000;

    /** Of ints, as far apart as makes what one participant writes no part of what another reads: two lines of a cache. */
    private static final int APART = 32;

    /** For those who have nothing to do meanwhile. */
    static final Runnable NOTHING = () -> {};

    /** Thrown where the participants have parted for good. */
    static final class Parted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Parted() {
            super(null, null, false, false);
        }
    }

    private final int size;
    private final boolean spins;
    private final Duration limit;
    private final IntFunction<String> names;
    /** How often each participant came, apart from the others': a meeting is one line of memory from each core to each. */
    private final AtomicIntegerArray came;
    /**
     * How often in a row spinning did not help each participant: in vain, at the price of a stranger's turn, or too short to
     * tell; and in how many waits in a row another ran on its core. Its own alone, and written only where it changes, since
     * what stands beside it is of the others.
     */
    private final int[] misses;

    private final int[] sharing;

    private final AtomicReferenceArray<@Nullable Thread> parked;
    private volatile boolean over;

    /**
     * @param limit how long a participant waits for the others at most
     * @param names how a message names a participant
     */
    Meeting(int size, Duration limit, IntFunction<String> names) {
        this.size = size;
        this.spins = size <= Runtime.getRuntime().availableProcessors();
        this.limit = limit;
        this.names = names;
        this.came = new AtomicIntegerArray((size + 1) * APART);
        this.misses = new int[size];
        this.sharing = new int[size];
        this.parked = new AtomicReferenceArray<>(size);
    }

    /**
     * Waits for all others, whatever interrupts the thread meanwhile.
     *
     * @throws Parted if the participants have parted
     * @throws IllegalStateException if somebody does not come in time
     */
    void await(int participant) {
        await(participant, NOTHING);
    }

    /**
     * Waits as {@link #await(int)} does.
     *
     * @param meanwhile what to do before, where others have yet to come; they do not wait for it
     */
    void await(int participant, Runnable meanwhile) {
        boolean interrupted = false;
        try {
            interrupted = await(participant, limit.toNanos(), false, meanwhile);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits as {@link #await(int, Runnable)} does, unless the thread is interrupted.
     *
     * @throws IllegalStateException if somebody does not come in time, or the thread is interrupted
     */
    void awaitComputed(int participant, Runnable meanwhile) {
        if (await(participant, limit.toNanos(), true, meanwhile)) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while shards were computing.");
        }
    }

    /** Waits, for as long as it takes, whatever interrupts the thread meanwhile. */
    void awaitOrders(int participant) {
        if (await(participant, Long.MAX_VALUE, false, NOTHING)) {
            Thread.currentThread().interrupt();
        }
    }

    /** All leave for good: who waits, and who would come. */
    void part() {
        over = true;
        wake();
    }

    boolean isOver() {
        return over;
    }

    /** @return whether the thread was interrupted; interruptible, it has not waited then */
    private boolean await(int participant, long limitNanos, boolean interruptible, Runnable meanwhile) {
        int meeting = came(participant) + 1;
        came.set((participant + 1) * APART, meeting);
        if (missing(meeting) == size) {
            wake();
            return false;
        }
        meanwhile.run();
        long start = System.nanoTime();
        if (spins && spun(participant, meeting, start)) {
            return false;
        }
        boolean interrupted = false;
        parked.set(participant, Thread.currentThread());
        for (int missing = missing(meeting); missing < size; missing = missing(meeting)) {
            if (over) {
                parked.set(participant, null);
                restore(interrupted);
                throw new Parted();
            }
            if (System.nanoTime() - start > limitNanos) {
                parked.set(participant, null);
                restore(interrupted);
                throw new IllegalStateException("Cannot continue: " + names.apply(missing) + " did not come within "
                        + limit.toSeconds() + " s.");
            }
            LockSupport.parkNanos(this, Math.min(limitNanos, PARK_NANOS));
            if (Thread.interrupted()) {
                interrupted = true;
                if (interruptible) {
                    break;
                }
            }
        }
        parked.set(participant, null);
        return interrupted;
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here: nothing depends on it
    private boolean spun(int participant, int meeting, long start) {
        int missed = misses[participant];
        int shared = sharing[participant];
        if (shared == SHARED_UNTIL_PARKED) {
            sharing[participant] = 0;
            return false;
        }
        boolean longer = missed < MISSES_UNTIL_SHORT || missed % MISSES_UNTIL_ANOTHER_TRY == 0;
        long limit = longer ? SPIN_NANOS : SHORT_SPIN_NANOS;
        long unyielding = shared > 0 ? 0 : UNYIELDING_NANOS;
        long away = 0;
        long spinning;
        do {
            for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
                if (missing(meeting) == size) {
                    boolean helped = longer && away < STRANGER_NANOS;
                    remember(participant, helped ? 0 : missed + 1, away > YIELDED_NANOS ? shared + 1 : 0);
                    return true;
                }
                Thread.onSpinWait();
            }
            spinning = System.nanoTime() - start;
            if (longer && spinning > unyielding) {
                Thread.yield();
                away = Math.max(away, System.nanoTime() - start - spinning);
            }
        } while (!over && spinning < limit);
        remember(participant, missed + 1, away > YIELDED_NANOS ? shared + 1 : 0);
        return false;
    }

    private void remember(int participant, int missed, int shared) {
        if (misses[participant] != missed) {
            misses[participant] = missed;
        }
        if (sharing[participant] != shared) {
            sharing[participant] = shared;
        }
    }

    private void wake() {
        for (int i = 0; i < size; i++) {
            Thread thread = parked.get(i);
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** The first participant who has not come to a meeting; their number if all have. */
    private int missing(int meeting) {
        int participant = 0;
        // Differences, as counts may run over.
        while (participant < size && came(participant) - meeting >= 0) {
            participant++;
        }
        return participant;
    }

    private int came(int participant) {
        return came.get((participant + 1) * APART);
    }
}
