package io.kindling.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A call on tensors that cannot work: shapes, types or values that do not fit. The layer in which it happened is added
 * to the message on the way out.
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

    /** The same error with the place where it happened; the innermost place stays. */
    public TensorException in(String place) {
        return located ? this : new TensorException(getMessage() + " In " + place + ".", this, true);
    }
}
