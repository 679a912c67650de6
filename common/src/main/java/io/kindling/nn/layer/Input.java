package io.kindling.nn.layer;

import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Node;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** Where a model takes its input: rows of a shape, cast to a type. */
public final class Input extends Layer {
    private final DType dtype;
    private final Shape row;

    private Input(DType dtype, Shape row) {
        this.dtype = dtype;
        this.row = row;
    }

    /** Rows of this shape as float32: {@code Input.of(784)} stands for (None, 784). */
    public static Node of(int... row) {
        return of(DType.FLOAT32, row);
    }

    /** Rows of this shape in this type. */
    public static Node of(DType dtype, int... row) {
        Shape shape = Shape.of(row);
        return Node.input(new Input(dtype, shape), dtype, shape);
    }

    @Override
    public String kind() {
        return "InputLayer";
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return input;
    }

    @Override
    public Config config() {
        return Config.of("shape", row.asList(), "dtype", dtype.toString());
    }
}
