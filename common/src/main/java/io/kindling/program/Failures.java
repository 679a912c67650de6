package io.kindling.program;

import org.jspecify.annotations.Nullable;

/**
 * What participants threw in one step, each in its own place, for all to see after they have met. Which is told does not
 * depend on who was first.
 */
final class Failures {
    private final @Nullable Throwable[] byParticipant;
    private @Nullable Throwable refusal;

    Failures(int participants) {
        this.byParticipant = new Throwable[participants];
    }

    /** Does a participant's work, keeping what it throws. */
    void keep(int participant, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            byParticipant[participant] = failure;
        }
    }

    /** Does the first participant's checks of all results, keeping what they throw. */
    void keepRefusal(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | Error failure) {
            refusal = failure;
        }
    }

    /** Whether some participant's work failed; checks do not count. */
    boolean any() {
        for (Throwable failure : byParticipant) {
            if (failure != null) {
                return true;
            }
        }
        return false;
    }

    boolean refused() {
        return refusal != null;
    }

    /** Throws the failure of the first participant that has one, else the refusal, if there is one. */
    void throwFirst() {
        for (Throwable failure : byParticipant) {
            rethrow(failure);
        }
        rethrow(refusal);
    }

    /** Throws what is not null. */
    static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
