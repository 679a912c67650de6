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
import io.kindling.tensor.TensorException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code activation(conv2d(x, kernel) + bias)}. Input (batch, height, width, in), output (batch, out height, out width,
 * filters). Kernel (kernel height, kernel width, in / groups, filters), Glorot uniform; bias (filters,), zeros. As Keras'
 * {@code layers/convolutional/conv2d.py}.
 */
public final class Conv2D extends ConvolutionLayer2D<Conv2D> {
    private final int filters;
    private int groups = 1;
    private WeightRule kernelRule = WeightRule.of(GlorotUniform.of());
    private @Nullable Variable kernel;

    private Conv2D(int filters, Sizes kernelSize) {
        super(kernelSize);
        this.filters = Sizes.require("filters", filters);
    }

    /** With a square kernel. */
    public static Conv2D of(int filters, int kernelSize) {
        return of(filters, kernelSize, kernelSize);
    }

    public static Conv2D of(int filters, int kernelHeight, int kernelWidth) {
        return new Conv2D(filters, Sizes.of("kernel_size", kernelHeight, kernelWidth));
    }

    static Conv2D from(Config config) {
        Conv2D layer = new Conv2D(config.integer("filters"), Sizes.from(config, "kernel_size"));
        layer.kernelRule = layer.kernelRule.from(config, "kernel");
        layer.groups = Sizes.require("groups", config.integer("groups", 1));
        layer.read(config);
        return layer;
    }

    /** Splits channels and filters into groups: each group of filters sees the corresponding group of channels. */
    public Conv2D groups(int newGroups) {
        Sizes.require("groups", newGroups);
        return with("groups", copy -> copy.groups = newGroups);
    }

    public Conv2D kernelInitializer(Initializer initializer) {
        return with("kernel initializer", copy -> copy.kernelRule = kernelRule.withInitializer(initializer));
    }

    public Conv2D kernelRegularizer(Regularizer regularizer) {
        return with("kernel regularizer", copy -> copy.kernelRule = kernelRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        int in = Sizes.ofImages(inputs.get(0)).dim(-1);
        if (in % groups != 0 || filters % groups != 0) {
            throw new TensorException("Invalid groups: " + groups + " (a divisor of the " + in + " channels and of the "
                    + filters + " filters)");
        }
        kernel = addKernel(
                "kernel", Shape.of(kernelSize().height(), kernelSize().width(), in / groups, filters), kernelRule);
        addBias(filters);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return finish(Ops.conv2d(input, Objects.requireNonNull(kernel).read(), sliding(), groups));
    }

    @Override
    public Config config() {
        Config own = addTo(Config.of("filters", filters, "groups", groups));
        return kernelRule.addTo(own, "kernel");
    }
}
