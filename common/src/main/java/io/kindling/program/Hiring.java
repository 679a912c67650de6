package io.kindling.program;

/** Finds threads for shifts. */
public interface Hiring {
    /** How many participants there can be at once. */
    int participants();

    /** How often a round is computed, at most, where what failed it need not happen again; at least 1. */
    int attempts();

    /** How a message names where shards are computed; may be empty. */
    String place();

    /**
     * Has threads work on a shift, one for each participant; returns without waiting for them.
     *
     * @param attempt counts from 1; more where a round failed before
     */
    void hire(Shift shift, int attempt);

    /** Throws what keeps those hired last from coming, if something does. Of those who came and left it says nothing. */
    void requireComing();

    /**
     * Waits for those hired last to leave a shift that is over.
     *
     * @return false if some still work
     */
    boolean left();

    /** What to throw for a failure that is final. */
    RuntimeException failure(Throwable cause);

    /** Lets go of all that it holds. */
    void close();
}
