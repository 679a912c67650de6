package io.kindling.nn;

import io.kindling.config.Config;
import io.kindling.nn.internal.BuildScope;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** An input of a model: rows of a given shape and type. Created by {@link io.kindling.nn.layer.Input}. */
final class InputLayer extends Layer {
    static final String KIND = "InputLayer";

    private final DType dtype;
    private final Shape row;

    InputLayer(DType dtype, Shape row) {
        this.dtype = dtype;
        this.row = row;
    }

    static Node node(Config config) {
        int[] row =
                config.integers("shape").stream().mapToInt(Integer::intValue).toArray();
        return Node.input(DType.named(config.string("dtype")), Shape.of(row));
    }

    @Override
    String freshName() {
        return BuildScope.nextInputName();
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
