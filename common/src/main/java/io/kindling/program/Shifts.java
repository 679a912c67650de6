package io.kindling.program;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Gives orders to a shift, and has another hired when it is over. For one thread, but for closing. */
final class Shifts {
    /** How long a thread rests that waits for steps. Only for a round's first is it woken: it takes a core from those who compute. */
    private static final long LOOK_NANOS = 5_000_000;

    private final Hiring hiring;
    private final int shards;
    private volatile @Nullable Shift working;
    private volatile boolean closed;

    Shifts(Hiring hiring, int shards) {
        this.hiring = hiring;
        this.shards = shards;
    }

    /** @param attempt counts from 1; more where the same failed before */
    void give(Order order, int attempt) {
        requireOpen();
        order.waitedForBy(Thread.currentThread());
        Shift shift = working;
        if (shift != null && shift.give(order)) {
            return;
        }
        shift = new Shift(hiring.participants(), shards, Crew.LIMIT);
        shift.give(order);
        working = shift;
        hiring.hire(shift, attempt);
        if (closed) {
            shift.dismiss();
        }
    }

    /** Rests for a moment in which an order may get on, or gives up one that will not. */
    void await(Order order) {
        requireOpen();
        if (!order.isBegun()) {
            hiring.requireComing();
        }
        Shift shift = working;
        if (shift != null && shift.isOver() && !order.isFinished() && hiring.left() && !order.isFinished()) {
            Throwable cause = shift.failure();
            order.abandon(cause == null ? new IllegalStateException("The participants left.") : cause);
        }
        order.waitedForBy(Thread.currentThread());
        if (!order.isFinished()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while shards were computing.");
            }
        }
    }

    /** @throws IllegalStateException once it is closed */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot continue: the training was closed.");
        }
    }

    /** Whether nobody works on what was ordered before, if that is over. */
    boolean areClear() {
        Shift shift = working;
        return shift == null || !shift.isOver() || hiring.left();
    }

    /** Gives its threads back until there are orders again. */
    void dismiss() {
        Shift shift = working;
        if (shift != null) {
            shift.dismiss();
            hiring.left();
        }
    }

    void close() {
        closed = true;
        dismiss();
        hiring.close();
    }
}
