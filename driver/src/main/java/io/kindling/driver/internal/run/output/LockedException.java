package io.kindling.driver.internal.run.output;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if another run is writing to the output folder. */
public final class LockedException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(ErrorCategory.LOCKED, message);
    }
}
