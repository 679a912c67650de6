package io.kindling.program;

/** A loss or gradient that is not a finite number: the update was refused, and the weights are those before its phase. */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) {
        super(message);
    }
}
