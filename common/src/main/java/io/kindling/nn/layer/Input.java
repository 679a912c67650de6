package io.kindling.nn.layer;

import io.kindling.nn.Node;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;

/** Creates an input of a model: {@code Input.of(784).named("digits")}. */
public final class Input {
    private Input() {}

    /** Rows of this shape as float32: {@code Input.of(784)} has shape (None, 784). */
    public static Node of(int... row) {
        return of(DType.FLOAT32, row);
    }

    /** Rows of this shape and type; inputs of another type are cast. */
    public static Node of(DType dtype, int... row) {
        return Node.input(dtype, Shape.of(row));
    }
}
