package io.kindling.program;

/** Thrown if a loss or gradient is not finite. The update was refused: the weights are those before the phase. */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) {
        super(message);
    }
}
