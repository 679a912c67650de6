package io.kindling.program.internal.protocol.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A simulated clock, in nanoseconds, and what happens when. */
final class Clock {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private record Event(long time, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private long now;
    private long scheduled;

    long now() {
        return now;
    }

    /** Schedules an action. Of actions at the same time, the one scheduled first happens first. */
    void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), scheduled++, action));
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Goes on to the next action. */
    void advance() {
        Event next = events.remove();
        now = next.time();
        next.action().run();
    }
}
