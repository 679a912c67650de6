package io.kindling.autodiff;

/** The gradient returned for a source that the target does not depend on. */
public enum Unconnected {
    /** Null. */
    NONE,
    /** Zeros of the source's shape. */
    ZERO
}
