package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Initializer;
import io.kindling.nn.Mode;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.Zeros;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code x} where it is positive, else {@code alpha * x}, with a learned alpha per element of a row, initially 0. Keeps the
 * shape. Alpha has the shape of a row, with 1 on shared axes. As Keras' {@code layers/activation/prelu.py}.
 */
public final class PReLU extends ConfigurableLayer<PReLU> {
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
            layer.sharedAxes = axes(config.integers("shared_axes"));
        }
        layer.alphaRule = layer.alphaRule.from(config, "alpha");
        return layer;
    }

    /** Axes along which alpha is shared, from 1; the batch axis, 0, always is. For images usually 1 and 2. */
    public PReLU sharedAxes(int... axes) {
        List<Integer> shared = axes(IntStream.of(axes).boxed().toList());
        return with("shared axes", copy -> copy.sharedAxes = shared);
    }

    private static List<Integer> axes(List<Integer> axes) {
        axes.forEach(axis -> Sizes.require("shared axis", axis));
        return List.copyOf(new TreeSet<>(axes));
    }

    public PReLU alphaInitializer(Initializer initializer) {
        return with("alpha initializer", copy -> copy.alphaRule = alphaRule.withInitializer(initializer));
    }

    public PReLU alphaRegularizer(Regularizer regularizer) {
        return with("alpha regularizer", copy -> copy.alphaRule = alphaRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        Shape row = inputs.get(0).dropFirst(1);
        for (int axis : sharedAxes) {
            if (axis > row.rank()) {
                throw new TensorException(
                        "Cannot share alpha along axis " + axis + " of " + inputs.get(0) + ": there is no such axis.");
            }
            row = row.with(axis - 1, 1);
        }
        alpha = addWeight("alpha", row, alphaRule.initializer(), alphaRule.regularizer());
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor negativePart = Ops.relu(Ops.negate(input));
        return Ops.subtract(
                Ops.relu(input),
                Ops.multiply(negativePart, Objects.requireNonNull(alpha).read()));
    }

    @Override
    public Config config() {
        return alphaRule.addTo(Config.of("shared_axes", sharedAxes), "alpha");
    }
}
