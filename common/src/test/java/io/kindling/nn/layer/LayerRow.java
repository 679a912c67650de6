package io.kindling.nn.layer;

import io.kindling.nn.Layer;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The expected properties of a layer.
 *
 * @param inputs the row shapes of the inputs
 * @param output the row shape of the output
 * @param weights names and shapes of the weights, in order
 * @param dependsOnMode whether training differs from inference
 * @param indexLimit if not 0, inputs are integers from 0 to below this, without a gradient
 */
record LayerRow(
        Supplier<Layer> layer,
        List<Shape> inputs,
        Shape output,
        List<String> weights,
        boolean dependsOnMode,
        int indexLimit) {
    static LayerRow row(Supplier<Layer> layer, Shape input, Shape output, String... weights) {
        return row(layer, List.of(input), output, weights);
    }

    static LayerRow row(Supplier<Layer> layer, List<Shape> inputs, Shape output, String... weights) {
        return new LayerRow(layer, inputs, output, List.of(weights), false, 0);
    }

    static Shape shape(int... dims) {
        return Shape.of(dims);
    }

    /** A copy for a layer whose training differs from its inference. */
    LayerRow modeDependent() {
        return new LayerRow(layer, inputs, output, weights, true, indexLimit);
    }

    /** A copy whose inputs are integers from 0 to below a limit. */
    LayerRow indices(int limit) {
        return new LayerRow(layer, inputs, output, weights, dependsOnMode, limit);
    }

    boolean isDifferentiableByInputs() {
        return indexLimit == 0;
    }

    List<Tensor> inputs(DType dtype, int batch, long seed) {
        List<Tensor> tensors = new ArrayList<>();
        for (Shape input : inputs) {
            tensors.add(input(dtype, input.prepend(batch), seed + tensors.size()));
        }
        return tensors;
    }

    private Tensor input(DType dtype, Shape shape, long seed) {
        if (indexLimit == 0) {
            return random(dtype, shape, seed);
        }
        double[] values = new SplittableRandom(seed)
                .ints(shape.size(), 0, indexLimit)
                .asDoubleStream()
                .toArray();
        return tensor(dtype, shape, values);
    }

    /** Uniform between -2 and 2. */
    static Tensor random(DType dtype, Shape shape, long seed) {
        return tensor(
                dtype,
                shape,
                new SplittableRandom(seed).doubles(shape.size(), -2, 2).toArray());
    }

    private static Tensor tensor(DType dtype, Shape shape, double[] values) {
        if (dtype == DType.FLOAT64) {
            return Tensor.of(values, shape.dims());
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, shape.dims());
    }

    @Override
    public String toString() {
        Layer instance = layer.get();
        return instance.kind() + instance.config() + " of " + inputs;
    }
}
