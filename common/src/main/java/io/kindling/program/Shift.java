package io.kindling.program;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A crew at somebody else's orders, for as long as it is kept busy: it parts when nothing is ordered for a moment, so that
 * its threads are free for others, and after a minute, so that others have their turn.
 */
public final class Shift {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Crew crew;
    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(1);
    private volatile boolean over;
    private volatile @Nullable String killed;

    /**
     * @param size how many participants
     * @param shards how many shards they share
     * @param limit how long one waits for another
     */
    public Shift(int size, int shards, Duration limit) {
        this.crew = new Crew(size, shards, limit);
    }

    /** Participates until the shift is over. */
    public void work(int participant, ShardComputation computation) {
        if (participant == 0) {
            lead(computation);
        } else {
            crew.follow(participant, computation);
        }
    }

    private void lead(ShardComputation computation) {
        long start = System.nanoTime();
        Order.Due due = () -> crew.isDismissed() || System.nanoTime() - start > LONGEST.toNanos();
        try {
            for (Order order = next(); order != null; order = due.isDue() ? last() : next()) {
                order.done(crew, computation, due);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            dismiss();
        }
    }

    private @Nullable Order next() throws InterruptedException {
        Order order = orders.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        return order != null ? order : last();
    }

    /** An order that came just in time; after none no other comes. */
    private synchronized @Nullable Order last() {
        Order order = orders.poll();
        over = order == null;
        return order;
    }

    /** @return false if the shift is over, and the order will not be done */
    synchronized boolean give(Order order) {
        return !over && !crew.isDismissed() && orders.offer(order);
    }

    /** Ends it at the participants' next meeting. */
    public synchronized void dismiss() {
        over = true;
        crew.dismiss();
    }

    /** Ends it because of what a participant could not do. */
    public void fail(Throwable cause) {
        crew.fail(cause);
        dismiss();
    }

    /**
     * Says that a participant was taken away from outside, and by what; it need not have ended because of that. Only who says
     * it first is believed: the others are taken away because that one was.
     */
    public synchronized void killed(String what) {
        killed = killed == null ? what : killed;
    }

    /** What {@link #killed} said first. */
    public Optional<String> killed() {
        return Optional.ofNullable(killed);
    }

    /** @throws IllegalStateException if it ended because of a failure: what computed in it may be broken */
    public void requireSound() {
        Throwable failure = failure();
        if (failure != null) {
            throw new IllegalStateException("Cannot continue: " + failure, failure);
        }
    }

    public boolean isOver() {
        return over || crew.isDismissed();
    }

    /** Why it ended early; null if it did not. */
    @Nullable
    Throwable failure() {
        return crew.failure();
    }
}
