package io.kindling.program.internal.exchange;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if ranks cannot exchange what they computed: one is gone, cannot be reached, or sent what no rank sends. */
public final class ExchangeException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public ExchangeException(String message) {
        super(ErrorCategory.CLUSTER, message);
    }

    public ExchangeException(String message, Throwable cause) {
        super(ErrorCategory.CLUSTER, message, cause);
    }
}
