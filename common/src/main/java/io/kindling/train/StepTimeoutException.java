package io.kindling.train;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if a step or an evaluation takes longer than it may. */
public final class StepTimeoutException extends KindlingException {
    private static final long serialVersionUID = 1L;

    StepTimeoutException(String message) {
        super(ErrorCategory.TASKS, message);
    }
}
