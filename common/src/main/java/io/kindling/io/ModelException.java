package io.kindling.io;

/**
 * Thrown when a model or checkpoint cannot be used: missing, damaged, or made for something else. The message says
 * which.
 */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
