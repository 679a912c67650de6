package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.Initializer;
import io.kindling.nn.Mode;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.GlorotUniform;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code activation(x W + b)} over the last axis. Input (batch, ..., in), output (batch, ..., units). Kernel (in, units),
 * Glorot uniform; bias (units,), zeros. As Keras' {@code layers/core/dense.py}.
 */
public final class Dense extends AffineLayer<Dense> {
    private final int units;
    private WeightRule kernelRule = WeightRule.of(GlorotUniform.of());
    private @Nullable Variable kernel;

    private Dense(int units) {
        this.units = Sizes.require("units", units);
    }

    public static Dense of(int units) {
        return new Dense(units);
    }

    static Dense from(Config config) {
        Dense layer = of(config.integer("units"));
        layer.kernelRule = layer.kernelRule.from(config, "kernel");
        layer.read(config);
        return layer;
    }

    public Dense kernelInitializer(Initializer initializer) {
        return with("kernel initializer", copy -> copy.kernelRule = kernelRule.withInitializer(initializer));
    }

    public Dense kernelRegularizer(Regularizer regularizer) {
        return with("kernel regularizer", copy -> copy.kernelRule = kernelRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        kernel = addKernel("kernel", Shape.of(inputs.get(0).dim(-1), units), kernelRule);
        addBias(units);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return finish(Ops.matmul(input, Objects.requireNonNull(kernel).read()));
    }

    @Override
    public Config config() {
        return kernelRule.addTo(addTo(Config.of("units", units)), "kernel");
    }
}
