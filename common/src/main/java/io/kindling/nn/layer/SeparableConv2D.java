package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding;
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
 * A depthwise convolution followed by a pointwise (1 by 1) convolution. Input (batch, height, width, in), output (batch,
 * out height, out width, filters). Depthwise kernel (kernel height, kernel width, in, multiplier) and pointwise kernel (1,
 * 1, in * multiplier, filters), Glorot uniform; bias (filters,), zeros. As Keras'
 * {@code layers/convolutional/separable_conv2d.py}.
 */
public final class SeparableConv2D extends ConvolutionLayer2D<SeparableConv2D> {
    private final int filters;
    private int depthMultiplier = 1;
    private WeightRule depthwiseRule = WeightRule.of(GlorotUniform.of());
    private WeightRule pointwiseRule = WeightRule.of(GlorotUniform.of());
    private @Nullable Variable depthwise;
    private @Nullable Variable pointwise;

    private SeparableConv2D(int filters, Sizes kernelSize) {
        super(kernelSize);
        this.filters = Sizes.require("filters", filters);
    }

    /** With a square kernel. */
    public static SeparableConv2D of(int filters, int kernelSize) {
        return of(filters, kernelSize, kernelSize);
    }

    public static SeparableConv2D of(int filters, int kernelHeight, int kernelWidth) {
        return new SeparableConv2D(filters, Sizes.of("kernel_size", kernelHeight, kernelWidth));
    }

    static SeparableConv2D from(Config config) {
        SeparableConv2D layer = new SeparableConv2D(config.integer("filters"), Sizes.from(config, "kernel_size"));
        layer.depthwiseRule = layer.depthwiseRule.from(config, "depthwise");
        layer.pointwiseRule = layer.pointwiseRule.from(config, "pointwise");
        layer.depthMultiplier = Sizes.require("depth_multiplier", config.integer("depth_multiplier", 1));
        layer.read(config);
        return layer;
    }

    /** The number of depthwise outputs per channel; 1 by default. */
    public SeparableConv2D depthMultiplier(int multiplier) {
        Sizes.require("depth_multiplier", multiplier);
        return with("depth multiplier", copy -> copy.depthMultiplier = multiplier);
    }

    public SeparableConv2D depthwiseInitializer(Initializer initializer) {
        return with("depthwise initializer", copy -> copy.depthwiseRule = depthwiseRule.withInitializer(initializer));
    }

    public SeparableConv2D pointwiseInitializer(Initializer initializer) {
        return with("pointwise initializer", copy -> copy.pointwiseRule = pointwiseRule.withInitializer(initializer));
    }

    public SeparableConv2D depthwiseRegularizer(Regularizer regularizer) {
        return with("depthwise regularizer", copy -> copy.depthwiseRule = depthwiseRule.withRegularizer(regularizer));
    }

    public SeparableConv2D pointwiseRegularizer(Regularizer regularizer) {
        return with("pointwise regularizer", copy -> copy.pointwiseRule = pointwiseRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        int in = Sizes.ofImages(inputs.get(0)).dim(-1);
        depthwise = addKernel(
                "depthwise_kernel",
                Shape.of(kernelSize().height(), kernelSize().width(), in, depthMultiplier),
                depthwiseRule);
        pointwise = addKernel(
                "pointwise_kernel", Shape.of(1, 1, Math.multiplyExact(in, depthMultiplier), filters), pointwiseRule);
        addBias(filters);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor perChannel =
                Ops.depthwiseConv2d(input, Objects.requireNonNull(depthwise).read(), sliding());
        return finish(Ops.conv2d(perChannel, Objects.requireNonNull(pointwise).read(), Sliding.VALID));
    }

    @Override
    public Config config() {
        Config own = addTo(Config.of("filters", filters, "depth_multiplier", depthMultiplier));
        return pointwiseRule.addTo(depthwiseRule.addTo(own, "depthwise"), "pointwise");
    }
}
