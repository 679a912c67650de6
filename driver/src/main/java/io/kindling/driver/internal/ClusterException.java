package io.kindling.driver.internal;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if a cluster cannot be reached, was lost, or cannot run Kindling. */
public final class ClusterException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(ErrorCategory.CLUSTER, message);
    }

    public ClusterException(String message, Throwable cause) {
        super(ErrorCategory.CLUSTER, message, cause);
    }
}
