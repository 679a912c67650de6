package io.kindling.autodiff.internal;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * A named value: tapes record its reads, and a tracer substitutes a symbolic tensor for it. {@code autodiff.Variable} is its only
 * implementation; this package must not depend on it.
 */
public interface TrackedValue {
    String name();

    DType dtype();

    Shape shape();

    boolean isTrainable();

    /** Returns the current value without recording the read. */
    Tensor tensor();
}
