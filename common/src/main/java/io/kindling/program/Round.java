package io.kindling.program;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Steps that a crew computes ahead of the loop that asks for them, from one kept state on. The crew waits for the loop only
 * where it is far ahead, and every now and then, so that the kept state can be moved on: going back never takes long. It
 * ends early where the loop asks for nothing any more.
 */
final class Round extends Order {
    private static final int MOST_AHEAD = 1024;
    private static final long KEEP_NANOS = 250_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final long LOOK_NANOS = 1_000_000;

    private final SharedStep steps;
    private final long end;
    private final StepDone[] ring = new StepDone[MOST_AHEAD];
    private final AtomicLong done = new AtomicLong();
    private volatile long taken;
    private volatile boolean waitsToBeKept;
    private volatile boolean stopped;

    /**
     * @param steps on the crew's own state, which is at the first step
     * @param end the step before which it ends
     */
    Round(SharedStep steps, long end) {
        this.steps = steps;
        this.end = end;
    }

    @Override
    protected void lead(Crew crew, ShardComputation computation, Due due) {
        long kept = System.nanoTime();
        while (steps.state().step() < end && !stopped && !due.isDue()) {
            if (System.nanoTime() - kept > KEEP_NANOS) {
                waitsToBeKept = true;
                wakeWaiting();
                if (!goesOnWhen(() -> !waitsToBeKept)) {
                    return;
                }
                kept = System.nanoTime();
            }
            if (isFarAhead() && !goesOnWhen(() -> !isFarAhead())) {
                return;
            }
            ring[(int) (done.get() % MOST_AHEAD)] = steps.lead(crew, computation);
            if (done.incrementAndGet() == 1) {
                // Whoever looks at the state after each step waits for this one alone.
                wakeWaiting();
            }
        }
    }

    private boolean isFarAhead() {
        return done.get() - taken == MOST_AHEAD;
    }

    private interface Condition {
        boolean holds();
    }

    /** @return false if the loop asks for nothing any more */
    private boolean goesOnWhen(Condition condition) {
        long seen = taken;
        long since = System.nanoTime();
        while (!condition.holds()) {
            if (taken != seen) {
                seen = taken;
                since = System.nanoTime();
            }
            if (stopped
                    || System.nanoTime() - since > IDLE_NANOS
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        return true;
    }

    /** The next step, if it is done; for the one thread that asks. */
    @Nullable
    StepDone poll() {
        long next = taken;
        if (next == done.get()) {
            return null;
        }
        StepDone step = ring[(int) (next % MOST_AHEAD)];
        taken = next + 1;
        return step;
    }

    /** Whether all steps were taken that will be done. */
    boolean isDrained() {
        return isFinished() && taken == done.get();
    }

    /** Whether the crew rests, all its steps having been taken, for its state to be kept. */
    boolean waitsToBeKept() {
        return waitsToBeKept && taken == done.get();
    }

    /** Lets the crew go on. */
    void kept() {
        waitsToBeKept = false;
        LockSupport.unpark(leader());
    }

    /** Ends it after the step that is under way. */
    void stop() {
        stopped = true;
        LockSupport.unpark(leader());
    }
}
