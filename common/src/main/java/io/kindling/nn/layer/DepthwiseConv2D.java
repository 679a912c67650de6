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
 * A separate convolution of each channel: {@code activation(depthwise(x, kernel) + bias)}. Input (batch, height, width,
 * in), output (batch, out height, out width, in * multiplier), the outputs of a channel adjacent. Kernel (kernel height,
 * kernel width, in, multiplier), Glorot uniform; bias (in * multiplier,), zeros. As Keras'
 * {@code layers/convolutional/depthwise_conv2d.py}.
 */
public final class DepthwiseConv2D extends ConvolutionLayer2D<DepthwiseConv2D> {
    private int depthMultiplier = 1;
    private WeightRule kernelRule = WeightRule.of(GlorotUniform.of());
    private @Nullable Variable kernel;

    private DepthwiseConv2D(Sizes kernelSize) {
        super(kernelSize);
    }

    /** With a square kernel. */
    public static DepthwiseConv2D of(int kernelSize) {
        return of(kernelSize, kernelSize);
    }

    public static DepthwiseConv2D of(int kernelHeight, int kernelWidth) {
        return new DepthwiseConv2D(Sizes.of("kernel_size", kernelHeight, kernelWidth));
    }

    static DepthwiseConv2D from(Config config) {
        DepthwiseConv2D layer = new DepthwiseConv2D(Sizes.from(config, "kernel_size"));
        layer.kernelRule = layer.kernelRule.from(config, "depthwise");
        layer.depthMultiplier = Sizes.require("depth_multiplier", config.integer("depth_multiplier", 1));
        layer.read(config);
        return layer;
    }

    /** The number of outputs per channel; 1 by default. */
    public DepthwiseConv2D depthMultiplier(int multiplier) {
        Sizes.require("depth_multiplier", multiplier);
        return with("depth multiplier", copy -> copy.depthMultiplier = multiplier);
    }

    public DepthwiseConv2D depthwiseInitializer(Initializer initializer) {
        return with("depthwise initializer", copy -> copy.kernelRule = kernelRule.withInitializer(initializer));
    }

    public DepthwiseConv2D depthwiseRegularizer(Regularizer regularizer) {
        return with("depthwise regularizer", copy -> copy.kernelRule = kernelRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        int in = Sizes.ofImages(inputs.get(0)).dim(-1);
        kernel = addKernel(
                "depthwise_kernel",
                Shape.of(kernelSize().height(), kernelSize().width(), in, depthMultiplier),
                kernelRule);
        addBias(Math.multiplyExact(in, depthMultiplier));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return finish(Ops.depthwiseConv2d(input, Objects.requireNonNull(kernel).read(), sliding()));
    }

    @Override
    public Config config() {
        return kernelRule.addTo(addTo(Config.of("depth_multiplier", depthMultiplier)), "depthwise");
    }
}
