package io.kindling.data;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown for unusable data: missing, damaged, of the wrong size, or with a value out of range. The message says where. */
public final class DataException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(ErrorCategory.DATA, message);
    }

    public DataException(String message, Throwable cause) {
        super(ErrorCategory.DATA, message, cause);
    }
}
