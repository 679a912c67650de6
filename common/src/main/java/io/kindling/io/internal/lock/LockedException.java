package io.kindling.io.internal.lock;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if another run is writing to a folder. */
public final class LockedException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(ErrorCategory.LOCKED, message);
    }
}
