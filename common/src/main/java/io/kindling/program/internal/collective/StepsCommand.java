package io.kindling.program.internal.collective;

import io.kindling.program.internal.replica.ShardComputation;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Steps that a worker group computes ahead of the training loop, from the loop's last synchronized state on. The group waits
 * for the loop if its ring of results is full, and at regular intervals, so that the loop can copy the group's state: computing
 * the steps since the last copy again then never takes long. The round ends early if the loop takes no more steps.
 */
final class StepsCommand extends GroupCommand {
    private static final int CAPACITY = 1024;
    private static final long COPY_INTERVAL_NANOS = 250_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final long POLL_NANOS = 1_000_000;

    private final SharedStep steps;
    private final long end;
    private final CompletedStep[] ring = new CompletedStep[CAPACITY];
    private final AtomicLong computed = new AtomicLong();
    private volatile long taken;
    private volatile boolean awaitsCopy;
    private volatile boolean stopped;

    /**
     * @param steps on the group's own state, which is at the first step
     * @param end the step before which the round ends
     */
    StepsCommand(SharedStep steps, long end) {
        this.steps = steps;
        this.end = end;
    }

    @Override
    protected void execute(WorkerGroup group, ShardComputation computation, StopCondition stop) {
        long copied = System.nanoTime();
        while (steps.state().step() < end && !stopped && !stop.holds()) {
            if (System.nanoTime() - copied > COPY_INTERVAL_NANOS) {
                awaitsCopy = true;
                wakeWaiter();
                if (!awaitLoop(() -> !awaitsCopy)) {
                    return;
                }
                copied = System.nanoTime();
            }
            if (isFull() && !awaitLoop(() -> !isFull())) {
                return;
            }
            ring[(int) (computed.get() % CAPACITY)] = steps.lead(group, computation);
            if (computed.incrementAndGet() == 1) {
                // A loop that reads the state after each step waits for this step alone.
                wakeWaiter();
            }
        }
    }

    private boolean isFull() {
        return computed.get() - taken == CAPACITY;
    }

    private interface Condition {
        boolean holds();
    }

    /** @return false if the loop takes no more steps */
    private boolean awaitLoop(Condition condition) {
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
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        return true;
    }

    /** Takes the next step; null if it is not computed yet. Called by one thread only. */
    @Nullable
    CompletedStep poll() {
        long next = taken;
        if (next == computed.get()) {
            return null;
        }
        CompletedStep step = ring[(int) (next % CAPACITY)];
        taken = next + 1;
        return step;
    }

    /** Whether the round has ended and all its steps were taken. */
    boolean isDrained() {
        return isFinished() && taken == computed.get();
    }

    /** Whether all computed steps were taken, and the group waits for its state to be copied. */
    boolean awaitsCopy() {
        return awaitsCopy && taken == computed.get();
    }

    /** Lets the group continue after its state was copied. */
    void resume() {
        awaitsCopy = false;
        LockSupport.unpark(leader());
    }

    /** Ends the round after the current step. */
    void stop() {
        stopped = true;
        LockSupport.unpark(leader());
    }
}
