package io.kindling.autodiff;

/** Options of a gradient tape. */
public enum TapeOption {
    /** Gradients can be computed more than once; the record is kept until the tape is reset or garbage-collected. */
    PERSISTENT,
    /** Reading a variable does not watch it; only {@code watch} does. */
    WATCH_EXPLICITLY
}
