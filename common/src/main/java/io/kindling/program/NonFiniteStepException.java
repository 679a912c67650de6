package io.kindling.program;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if a loss or gradient is not finite. The update was refused: the weights are those before the phase. */
public final class NonFiniteStepException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public NonFiniteStepException(String message) {
        super(ErrorCategory.NON_FINITE, message);
    }
}
