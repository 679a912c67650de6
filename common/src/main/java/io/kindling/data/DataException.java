package io.kindling.data;

/** Thrown for unusable data: missing, damaged, of the wrong size, or with a value out of range. The message says where. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
