package io.kindling.program.internal.collective;

import io.kindling.program.NonFiniteStepException;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramException;
import io.kindling.program.internal.replica.ShardComputation;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A command for the worker group of a session, submitted by a thread that is none of its ranks. */
abstract class GroupCommand {
    private volatile boolean started;
    private volatile boolean finished;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread leader;
    private volatile @Nullable Thread waiter;

    /** Whether a command must stop early. */
    interface StopCondition {
        boolean holds();
    }

    /** Executes the command as rank 0. */
    protected abstract void execute(WorkerGroup group, ShardComputation computation, StopCondition stop);

    /** Executes the command and records what it throws. A transient failure shuts the group down. */
    final void run(WorkerGroup group, ShardComputation computation, StopCondition stop) {
        leader = Thread.currentThread();
        started = true;
        try {
            execute(group, computation, stop);
        } catch (Throwable thrown) {
            failure = thrown;
            if (!isPermanent(thrown)) {
                group.fail(thrown);
            }
        } finally {
            finished = true;
            wakeWaiter();
        }
    }

    /** Sets the thread that sleeps until there are results for it. */
    final void setWaiter(Thread thread) {
        waiter = thread;
    }

    final void wakeWaiter() {
        LockSupport.unpark(waiter);
    }

    /** Whether the same computation would fail again in the same way. */
    static boolean isPermanent(Throwable failure) {
        return failure instanceof PhaseException
                || failure instanceof NonFiniteStepException
                || failure instanceof ProgramException;
    }

    /** Marks the command as failed because no group will run or finish it. */
    final void abandon(Throwable cause) {
        failure = cause;
        finished = true;
    }

    final boolean isStarted() {
        return started;
    }

    final boolean isFinished() {
        return finished;
    }

    /** Why the command failed; null if it did not. */
    final @Nullable Throwable failure() {
        return failure;
    }

    /** The thread that executes the command, once it has started. */
    final @Nullable Thread leader() {
        return leader;
    }
}
