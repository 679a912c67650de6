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
}
