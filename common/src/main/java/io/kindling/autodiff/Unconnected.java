package io.kindling.autodiff;

/** What stands for the gradient by a source that the target does not depend on. */
public enum Unconnected {
    /** Null. */
    NONE,
    /** Zeros of the source's shape. */
    ZERO
}
