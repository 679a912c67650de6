package io.kindling.nn.layer;

import io.kindling.nn.Node;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;

/** Where a model takes its input: {@code Input.of(784).named("digits")}. */
public final class Input {
    private Input() {}

    /** Rows of this shape as float32: {@code Input.of(784)} stands for (None, 784). */
    public static Node of(int... row) {
        return of(DType.FLOAT32, row);
    }

    /** Rows of this shape; what is given in another type is cast to this one. */
    public static Node of(DType dtype, int... row) {
        return Node.input(dtype, Shape.of(row));
    }
}
