package io.kindling.worker.internal;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if a process's heap is too small for rows. */
public final class HeapException extends KindlingException {
    private static final long serialVersionUID = 1L;

    HeapException(String message) {
        super(ErrorCategory.USAGE, message);
    }
}
