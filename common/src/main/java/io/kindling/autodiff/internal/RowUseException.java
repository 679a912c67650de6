package io.kindling.autodiff.internal;

/** Thrown where a function under a {@link RowTrace} computes what would depend on the number of shards, or on the time. */
public final class RowUseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public RowUseException(String message) {
        super(message);
    }
}
