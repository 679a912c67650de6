package io.kindling.io;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/**
 * Thrown when a model or checkpoint cannot be used: missing, damaged, or made for something else. The message says
 * which.
 */
public final class ModelException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(ErrorCategory.MODEL, message);
    }

    public ModelException(String message, Throwable cause) {
        super(ErrorCategory.MODEL, message, cause);
    }
}
