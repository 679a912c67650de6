package io.kindling.tensor;

import org.jspecify.annotations.Nullable;

/**
 * An invalid call on tensors: shapes, types or values that do not fit. While it propagates, the layer in which it
 * happened is appended to the message.
 */
public final class TensorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean located;

    public TensorException(String message) {
        this(message, null, false);
    }

    private TensorException(String message, @Nullable Throwable cause, boolean located) {
        super(message, cause);
        this.located = located;
    }

    /** Returns this error with a location appended, unless it has one already: the innermost location is kept. */
    public TensorException in(String place) {
        return located ? this : new TensorException(getMessage() + " In " + place + ".", this, true);
    }
}
