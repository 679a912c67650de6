package io.kindling.program;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if a program cannot be found, built or run as it is declared. */
public final class ProgramException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public ProgramException(String message) {
        super(ErrorCategory.PROGRAM, message);
    }

    public ProgramException(String message, Throwable cause) {
        super(ErrorCategory.PROGRAM, message, cause);
    }

    static ProgramException thrown(String opening, ProgramSpec program, Throwable thrown) {
        return new ProgramException(opening + ": " + UserFailure.message(thrown, program.className()), thrown);
    }

    /**
     * Runs a check that calls code of a program's own parts, such as the config of a layer.
     *
     * @param opening the beginning of the message if the check throws
     * @throws ProgramException if the check throws anything
     */
    public static void check(String opening, ProgramSpec program, Runnable check) {
        UserFailure.described(
                () -> {
                    check.run();
                    return program;
                },
                thrown -> thrown(opening, program, thrown));
    }
}
