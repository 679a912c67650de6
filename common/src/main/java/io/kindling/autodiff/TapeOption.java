package io.kindling.autodiff;

/** How a tape behaves. */
public enum TapeOption {
    /** Gradients may be asked for more than once; what was recorded is kept until the tape is reset or dropped. */
    PERSISTENT,
    /** Variables are not watched by being read; only {@code watch} counts. */
    WATCH_BY_HAND
}
