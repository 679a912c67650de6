package io.kindling.program;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/**
 * Thrown if the code of a phase or an evaluation threw. It holds only text, because the class of the original exception may be
 * known only where the program's jar is.
 */
public final class PhaseException extends KindlingException {
    private static final long serialVersionUID = 1L;

    private final String trace;

    /** @param trace the stack trace of the original exception */
    public PhaseException(String message, String trace) {
        super(ErrorCategory.TASKS, message, new Thrown(trace));
        this.trace = trace;
    }

    /** @param what the phase and the step, for the message */
    public static PhaseException of(String what, ProgramSpec program, Throwable thrown) {
        return new PhaseException(
                "Cannot compute " + what + " of program " + program.className() + ": "
                        + UserFailure.message(thrown, program.className()),
                UserFailure.trace(thrown));
    }

    /** The stack trace of the original exception. */
    public String trace() {
        return trace;
    }

    /** The original exception as text. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Thrown(String trace) {
            super(trace, null, false, false);
        }
    }
}
