package io.kindling.program.internal.protocol;

import io.kindling.program.NonFiniteStepException;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramException;

/**
 * Why a rank cannot go on, as text: the class of the exception may be known only where the program's jar is.
 *
 * @param trace the stack trace of a phase's own exception; empty for others
 */
public record RankFailure(Kind kind, String message, String trace) {
    /** What fails. */
    public enum Kind {
        PHASE,
        NON_FINITE,
        PROGRAM,
        /** Anything that need not happen again. */
        OTHER
    }

    /** Describes what a rank threw. */
    public static RankFailure of(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof PhaseException phase) {
            return new RankFailure(Kind.PHASE, message, phase.trace());
        }
        if (thrown instanceof NonFiniteStepException) {
            return new RankFailure(Kind.NON_FINITE, message, "");
        }
        return thrown instanceof ProgramException
                ? new RankFailure(Kind.PROGRAM, message, "")
                : new RankFailure(Kind.OTHER, thrown.toString(), "");
    }

    /** Whether it would happen again. */
    public boolean isPermanent() {
        return kind != Kind.OTHER;
    }

    /** The exception that the rank threw, or one with its text. */
    public RuntimeException toException() {
        return switch (kind) {
            case PHASE -> new PhaseException(message, trace);
            case NON_FINITE -> new NonFiniteStepException(message);
            case PROGRAM -> new ProgramException(message);
            case OTHER -> new IllegalStateException(message);
        };
    }
}
