package io.kindling.program.internal.protocol;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a rank does next. It is told what happened, and says what to do: {@link #next} names the task, and {@link #done} reports
 * that it is done. For use by one thread.
 *
 * <p>In each phase of a step the ranks publish three times, and none goes on before all have: the gradients of their shards,
 * what they found in their slice of the sum, and their slice of the new weights. So a rank is never more than one exchange ahead
 * of another, and all ranks agree on which step is a round's last.
 */
public final class RankProtocol {
    /** What a rank does next. */
    public enum Task {
        /** Wait for the driver. */
        AWAIT_DRIVER,
        /** Prepare the exchange and the rows of the session. */
        FORM,
        /** Take over the state that came with the round. */
        LOAD,
        /** Compute the phase for the rank's shards, and publish the gradients. */
        COMPUTE,
        /** Wait until all ranks have published as much as this one. */
        AWAIT_RANKS,
        /** Add the rank's slice of the gradients, and publish what was found. */
        REDUCE,
        /** Update the rank's slice of the weights, and publish it. */
        UPDATE,
        /** Take over the slices of the other ranks. */
        INSTALL,
        /** Send the rank's part of the state to the driver. */
        FINISH,
        /** Evaluate the rank's parts. */
        EVALUATE,
        /** Release what belongs to the session. */
        ABANDON,
        /** End the task. */
        LEAVE
    }

    private static final long NONE = 0;

    private final int calls;
    private Task task = Task.AWAIT_DRIVER;
    /** The task behind {@link Task#AWAIT_RANKS}. */
    private Task afterExchange = Task.REDUCE;

    private long session = NONE;
    private boolean ended = true;
    private ToRank.@Nullable Form form;
    private ToRank.@Nullable Form next;
    private boolean leaves;

    private long round;
    private long step;
    private long end;
    private int call;
    private boolean stops;
    private boolean isLast;
    private long published;
    private long[] arrived = {};

    /** @param calls the calls of phases in a step, repeats included; at least 1 */
    public RankProtocol(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("Invalid number of calls: " + calls + " (1 or more)");
        }
        this.calls = calls;
    }

    /** A message from the driver. */
    public void received(ToRank message) {
        if (message instanceof ToRank.Form formed) {
            form(formed);
        } else if (message instanceof ToRank.Run run && isCurrent(run.session())) {
            round = run.round();
            step = run.step();
            end = run.end();
            call = 0;
            stops = false;
            isLast = false;
            task = run.loads() ? Task.LOAD : Task.COMPUTE;
        } else if (message instanceof ToRank.Evaluate evaluate && isCurrent(evaluate.session())) {
            round = evaluate.round();
            task = Task.EVALUATE;
        } else if (message instanceof ToRank.Stop stop && isCurrent(stop.session()) && stop.round() == round) {
            stops = true;
        } else if (message instanceof ToRank.End over && isCurrent(over.session())) {
            abandon();
        } else if (message instanceof ToRank.Leave) {
            leaves = true;
            abandon();
        }
    }

    private boolean isCurrent(long number) {
        return !ended && number == session;
    }

    private void form(ToRank.Form message) {
        if (message.session() <= session || (next != null && message.session() <= next.session())) {
            return;
        }
        next = message;
        abandon();
    }

    private void abandon() {
        ended = true;
        task = form == null ? successor() : Task.ABANDON;
    }

    /** The task behind a session. */
    private Task successor() {
        if (leaves) {
            return Task.LEAVE;
        }
        ToRank.Form coming = next;
        if (coming == null) {
            return Task.AWAIT_DRIVER;
        }
        next = null;
        form = coming;
        session = coming.session();
        ended = false;
        published = 0;
        arrived = new long[coming.ranks().size()];
        return Task.FORM;
    }

    /** Another rank has published so many exchanges of the current session. */
    public void arrived(int rank, long count) {
        arrived[rank] = Math.max(arrived[rank], count);
    }

    /** The driver is gone: nobody needs this rank any more. */
    public void driverLost() {
        received(new ToRank.Leave());
    }

    /** What to do next. */
    public Task next() {
        if (task == Task.AWAIT_RANKS && haveAllArrived()) {
            task = afterExchange;
        }
        return task;
    }

    private boolean haveAllArrived() {
        int own = form().rank();
        for (int rank = 0; rank < arrived.length; rank++) {
            if (rank != own && arrived[rank] < published) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reports that a task is done. A task that was overtaken by a message is ignored.
     *
     * @return what to tell the driver; null if there is nothing to tell
     */
    public @Nullable ToDriver done(Task finished) {
        if (finished != task) {
            return null;
        }
        switch (finished) {
            case LOAD -> task = Task.COMPUTE;
            case COMPUTE -> publish(Task.REDUCE);
            case REDUCE -> publish(Task.UPDATE);
            case UPDATE -> publish(Task.INSTALL);
            case INSTALL -> {
                return installed();
            }
            case FINISH -> {
                task = Task.AWAIT_DRIVER;
                return new ToDriver.RoundDone(session, round, step);
            }
            case EVALUATE -> {
                task = Task.AWAIT_DRIVER;
                return new ToDriver.Evaluated(session, round);
            }
            case ABANDON -> {
                form = null;
                task = successor();
            }
            case FORM, AWAIT_DRIVER, AWAIT_RANKS, LEAVE ->
                throw new IllegalStateException("Not a task that ends: " + finished);
        }
        return null;
    }

    /**
     * Reports that the session is ready.
     *
     * @param place where other ranks find this one
     */
    public @Nullable ToDriver formed(String place) {
        if (task != Task.FORM) {
            return null;
        }
        task = Task.AWAIT_DRIVER;
        return new ToDriver.Formed(session, place);
    }

    /** Reports that the rank cannot take part in a session of this kind. */
    public @Nullable ToDriver unfit(String reason) {
        ToDriver told = isCurrent(session) ? new ToDriver.Unfit(session, reason) : null;
        abandon();
        return told;
    }

    /** Reports that a task failed. */
    public @Nullable ToDriver failed(boolean permanent) {
        ToDriver told = isCurrent(session) ? new ToDriver.Failed(session, permanent) : null;
        abandon();
        return told;
    }

    private void publish(Task then) {
        published++;
        afterExchange = then;
        task = Task.AWAIT_RANKS;
    }

    private @Nullable ToDriver installed() {
        call++;
        if (call < calls) {
            task = Task.COMPUTE;
            return null;
        }
        call = 0;
        step++;
        task = isLast || step == end ? Task.FINISH : Task.COMPUTE;
        return form().rank() == 0 ? new ToDriver.StepDone(session, round, step - 1) : null;
    }

    /** Whether rank 0 wants the current step to be the round's last. It tells the others with what it found in its slice. */
    public boolean wantsToStop() {
        return stops;
    }

    /** Rank 0 ends the round after the current step, or the driver does: {@link ToRank.Stop}. */
    public void stopAfterStep() {
        stops = true;
    }

    /** What rank 0 told with its slice: whether the current step is the round's last. */
    public void agreed(boolean last) {
        isLast = last;
    }

    /** The session's members; only in a session. */
    public ToRank.Form form() {
        ToRank.Form current = form;
        if (current == null) {
            throw new IllegalStateException("Not in a session.");
        }
        return current;
    }

    /** The current step. */
    public long step() {
        return step;
    }

    /** The number of the current call within its step. */
    public int call() {
        return call;
    }

    @Override
    public String toString() {
        return task + " session " + session + " round " + round + " step " + step + "." + call + " published "
                + published + " arrived " + Arrays.toString(arrived);
    }
}
