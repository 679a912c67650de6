package io.kindling.program.internal.collective;

import org.jspecify.annotations.Nullable;

/**
 * What ranks threw in one step, one slot for each rank, to be read by all after the barrier. Which failure is reported does not
 * depend on which rank failed first.
 */
final class Failures {
    private final @Nullable Throwable[] byRank;
    private @Nullable Throwable refusal;

    Failures(int ranks) {
        this.byRank = new Throwable[ranks];
    }

    /** Runs the work of a rank and records what it throws. */
    void capture(int rank, Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            byRank[rank] = failure;
        }
    }

    /** Runs a check of all results on rank 0 and records what it throws. */
    void captureRefusal(Runnable check) {
        try {
            check.run();
        } catch (Throwable failure) {
            refusal = failure;
        }
    }

    /** Whether the work of a rank failed; checks do not count. */
    boolean any() {
        for (Throwable failure : byRank) {
            if (failure != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a check failed. */
    boolean isRefused() {
        return refusal != null;
    }

    /** Throws the failure of the lowest rank that has one, else that of the check, if there is one. */
    void throwFirst() {
        for (Throwable failure : byRank) {
            rethrow(failure);
        }
        rethrow(refusal);
    }

    /** Throws the failure unless it is null. A checked exception is wrapped. */
    static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new IllegalStateException("Cannot continue: " + failure, failure);
        }
    }
}
