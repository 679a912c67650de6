package io.kindling.driver.internal.run.output;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if output cannot be created or written. */
public final class OutputException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(ErrorCategory.OUTPUT, message);
    }

    public OutputException(String message, Throwable cause) {
        super(ErrorCategory.OUTPUT, message, cause);
    }
}
