package io.kindling.driver.internal.run.output;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown by a driver that the cluster has started again, in place of one that failed and would fail again. */
public final class RepeatedErrorException extends KindlingException {
    private static final long serialVersionUID = 1L;

    /** @param message the message of the earlier error */
    RepeatedErrorException(ErrorCategory category, String message) {
        super(category, message);
    }
}
