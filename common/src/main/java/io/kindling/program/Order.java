package io.kindling.program;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a shift's crew is to do, given by a thread that is none of its participants. */
abstract class Order {
    private volatile boolean begun;
    private volatile boolean finished;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread leader;
    private volatile @Nullable Thread waiting;

    /** Whether it is time to part. */
    interface Due {
        boolean isDue();
    }

    /** Does it, as the first participant. */
    protected abstract void lead(Crew crew, ShardComputation computation, Due due);

    /** Does it, keeping what it throws. The crew is of no use after what need not happen again. */
    final void done(Crew crew, ShardComputation computation, Due due) {
        leader = Thread.currentThread();
        begun = true;
        try {
            lead(crew, computation, due);
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
            if (!isFinal(thrown)) {
                crew.fail(thrown);
            }
        } finally {
            finished = true;
            wakeWaiting();
        }
    }

    /** Says which thread rests until there is something for it to do. */
    final void waitedForBy(Thread thread) {
        waiting = thread;
    }

    final void wakeWaiting() {
        LockSupport.unpark(waiting);
    }

    /** Whether computing the same again would come to the same. */
    static boolean isFinal(Throwable failure) {
        return failure instanceof PhaseException
                || failure instanceof NotFiniteException
                || failure instanceof ProgramException;
    }

    /** Gives it up: nobody is going to do it, or to go on with it. */
    final void abandon(Throwable cause) {
        failure = cause;
        finished = true;
    }

    final boolean isBegun() {
        return begun;
    }

    final boolean isFinished() {
        return finished;
    }

    /** Why it was not done; null if it was. */
    final @Nullable Throwable failure() {
        return failure;
    }

    /** The thread that does it, once it has begun. */
    final @Nullable Thread leader() {
        return leader;
    }
}
