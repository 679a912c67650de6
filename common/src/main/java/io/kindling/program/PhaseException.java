package io.kindling.program;

/**
 * A phase, or an evaluation, whose code threw something. It holds text alone: the class of what was thrown may be known
 * only where the program's jar is.
 */
public final class PhaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String trace;

    /** @param trace the stack trace of what was thrown */
    public PhaseException(String message, String trace) {
        super(message, new Thrown(trace));
        this.trace = trace;
    }

    /** @param what the phase, and where in the training it was */
    static PhaseException of(String what, ProgramSpec program, Throwable thrown) {
        return new PhaseException(
                "Cannot compute " + what + " of program " + program.className() + ": "
                        + UserCode.said(thrown, program.className()),
                UserCode.trace(thrown));
    }

    /** The stack trace of what was thrown. */
    public String trace() {
        return trace;
    }

    /** What was thrown, as text. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Thrown(String trace) {
            super(trace, null, false, false);
        }
    }
}
