package io.kindling.program.internal.exchange;

/** Thrown if ranks cannot exchange what they computed: one is gone, cannot be reached, or sent what no rank sends. */
public final class ExchangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExchangeException(String message) {
        super(message);
    }

    public ExchangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
