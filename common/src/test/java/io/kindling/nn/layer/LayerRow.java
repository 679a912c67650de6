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
 * What a layer promises: the shapes of its inputs' and output's rows, its weights by name and shape in order, and whether
 * training differs from inference.
 *
 * @param below the inputs are whole numbers from 0 to below this, without a gradient; 0 for real numbers
 */
record LayerRow(
        Supplier<Layer> layer,
        List<Shape> inputs,
        Shape output,
        List<String> weights,
        boolean dependsOnMode,
        int below) {
    static LayerRow row(Supplier<Layer> layer, Shape input, Shape output, String... weights) {
        return row(layer, List.of(input), output, weights);
    }

    static LayerRow row(Supplier<Layer> layer, List<Shape> inputs, Shape output, String... weights) {
        return new LayerRow(layer, inputs, output, List.of(weights), false, 0);
    }

    static Shape shape(int... dims) {
        return Shape.of(dims);
    }

    /** The same for a layer that trains otherwise than it infers. */
    LayerRow moody() {
        return new LayerRow(layer, inputs, output, weights, true, below);
    }

    /** The same for whole numbers below this as inputs. */
    LayerRow whole(int limit) {
        return new LayerRow(layer, inputs, output, weights, dependsOnMode, limit);
    }

    boolean isDifferentiableByInputs() {
        return below == 0;
    }

    List<Tensor> inputs(DType dtype, int batch, long seed) {
        List<Tensor> made = new ArrayList<>();
        for (Shape input : inputs) {
            made.add(input(dtype, input.prepend(batch), seed + made.size()));
        }
        return made;
    }

    private Tensor input(DType dtype, Shape shape, long seed) {
        if (below == 0) {
            return random(dtype, shape, seed);
        }
        double[] values = new SplittableRandom(seed)
                .ints(shape.size(), 0, below)
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
        Layer made = layer.get();
        return made.kind() + made.config() + " of " + inputs;
    }
}
