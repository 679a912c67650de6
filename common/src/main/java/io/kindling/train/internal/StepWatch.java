package io.kindling.train.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Watches how long the current step takes. One thread begins and ends steps, another checks regularly. Time counts only while
 * checks follow each other, so a process that was paused has not exceeded its limit when it goes on.
 */
public final class StepWatch {
    /** What a check finds, each at most once in a step. */
    public enum Finding {
        NOTHING,
        /** The step takes long, also compared with the one before. */
        SLOW,
        /** The step has exceeded the limit. */
        EXPIRED,
        /** The step was to end after the limit, and did not. */
        STUCK
    }

    /** How long a step may take by default: longer than one should ever take. */
    public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);

    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();
    /** How many times longer than the step before a step must take to be reported as slow. */
    private static final int SLOWER = 3;
    /** How long a step may take to end after the limit. */
    private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();
    /** The longest time that passes between two checks, for a process that is not paused. */
    private static final long TICK_NANOS = Duration.ofSeconds(5).toNanos();

    private final LongSupplier nanoTime;
    private volatile long limitNanos;
    private volatile boolean running;
    private volatile long begun;
    private volatile long lastNanos;

    // Only the checking thread uses these.
    private long checkedStep;
    private long checkedAt;
    private long waited;
    private Finding last = Finding.NOTHING;

    public StepWatch(Duration limit, LongSupplier nanoTime) {
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
    }

    public void limit(Duration limit) {
        limitNanos = limit.toNanos();
    }

    public Duration limit() {
        return Duration.ofNanos(limitNanos);
    }

    public void begin() {
        begun = nanoTime.getAsLong();
        running = true;
    }

    public void end() {
        running = false;
        lastNanos = nanoTime.getAsLong() - begun;
    }

    /** How long the current step has taken at the last check. */
    public Duration waited() {
        return Duration.ofNanos(waited);
    }

    public Finding check() {
        long step = begun;
        long now = nanoTime.getAsLong();
        if (!running) {
            return Finding.NOTHING;
        }
        if (step != checkedStep) {
            checkedStep = step;
            checkedAt = step;
            waited = 0;
            last = Finding.NOTHING;
        }
        waited += Math.min(now - checkedAt, TICK_NANOS);
        checkedAt = now;
        Finding next = next();
        if (next != Finding.NOTHING) {
            last = next;
        }
        return next;
    }

    private Finding next() {
        return switch (last) {
            case NOTHING, SLOW -> {
                if (waited >= limitNanos) {
                    yield Finding.EXPIRED;
                }
                boolean slow = last == Finding.NOTHING && waited >= Math.max(PATIENCE_NANOS, SLOWER * lastNanos);
                yield slow ? Finding.SLOW : Finding.NOTHING;
            }
            case EXPIRED -> waited >= limitNanos + GRACE_NANOS ? Finding.STUCK : Finding.NOTHING;
            case STUCK -> Finding.NOTHING;
        };
    }
}
