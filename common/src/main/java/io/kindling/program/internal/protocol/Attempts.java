package io.kindling.program.internal.protocol;

/** How often the same round has failed in succession. */
final class Attempts {
    /**
     * How long no session is formed after a first failure; the pause doubles with each failure. A rank often fails before the
     * driver learns that another one is gone, and a replacement takes seconds to come.
     */
    static final long PAUSE_NANOS = 100_000_000L;

    private static final long LONGEST_PAUSE_NANOS = 2_000_000_000L;
    private static final int MAX_DOUBLINGS = 10;

    private final int limit;
    private int failures;

    /** @param limit the number of failures that is too much */
    Attempts(int limit) {
        this.limit = limit;
    }

    void failed() {
        failures++;
    }

    void succeeded() {
        failures = 0;
    }

    boolean areExhausted() {
        return failures >= limit;
    }

    /** How long to wait before the next attempt. */
    long pauseNanos() {
        int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        return Math.min(PAUSE_NANOS << doublings, LONGEST_PAUSE_NANOS);
    }
}
