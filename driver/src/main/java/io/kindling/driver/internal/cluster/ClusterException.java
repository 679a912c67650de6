package io.kindling.driver.internal.cluster;

/** Thrown if a cluster cannot be reached, was lost, or cannot run Kindling. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
