package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Functions;
import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.initializer.Initializer;
import io.kindling.nn.initializer.Zeros;
import io.kindling.nn.regularizer.Regularizer;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code x} where it is positive, else {@code alpha * x}, with a learned alpha for each element of a row, zeros. The shape
 * stays. Alpha has a row's shape, with 1 on the axes that share. As Keras' {@code layers/activation/prelu.py}.
 */
public final class PReLU extends Layer {
    private List<Integer> sharedAxes = List.of();
    private WeightRule alphaRule = WeightRule.of(Zeros.of());
    private @Nullable Variable alpha;

    private PReLU() {}

    public static PReLU of() {
        return new PReLU();
    }

    static PReLU from(Config config) {
        PReLU layer = of();
        if (config.has("shared_axes")) {
            layer.sharedAxes(config.integers("shared_axes").stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        layer.alphaRule = layer.alphaRule.from(config, "alpha");
        return layer;
    }

    /** Axes along which one alpha serves; 0 is the batch's, which always shares. For images mostly 1 and 2. */
    public PReLU sharedAxes(int... axes) {
        for (int axis : axes) {
            Sizes.require("shared axis", axis);
        }
        this.sharedAxes = List.copyOf(new TreeSet<>(IntStream.of(axes).boxed().toList()));
        return this;
    }

    public PReLU alphaInitializer(Initializer initializer) {
        alphaRule = alphaRule.begin(initializer);
        return this;
    }

    public PReLU alphaRegularizer(Regularizer regularizer) {
        alphaRule = alphaRule.penalize(regularizer);
        return this;
    }

    @Override
    protected void build(List<Shape> inputs) {
        Shape row = inputs.get(0).dropFirst(1);
        for (int axis : sharedAxes) {
            if (axis > row.rank()) {
                throw new TensorException(
                        "Cannot share alpha along axis " + axis + " of " + inputs.get(0) + ": there is none.");
            }
            row = row.with(axis - 1, 1);
        }
        alpha = addWeight("alpha", row, alphaRule.initializer(), alphaRule.regularizer());
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor below = Functions.relu(Arithmetic.negate(input));
        return Arithmetic.subtract(
                Functions.relu(input),
                Arithmetic.multiply(below, Objects.requireNonNull(alpha).read()));
    }

    @Override
    public Config config() {
        return alphaRule.into(Config.of("shared_axes", sharedAxes), "alpha");
    }
}
