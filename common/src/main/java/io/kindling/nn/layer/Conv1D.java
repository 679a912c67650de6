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
import io.kindling.tensor.TensorException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over sequences: {@code activation(conv1d(x, kernel) + bias)}. Input (batch, length, in), output (batch, out
 * length, filters). Kernel (kernel size, in, filters), Glorot uniform; bias (filters,), zeros. As Keras'
 * {@code layers/convolutional/conv1d.py}.
 */
public final class Conv1D extends ConvolutionLayer<Conv1D> {
    private final int filters;
    private final int kernelSize;
    private WeightRule kernelRule = WeightRule.of(GlorotUniform.of());
    private @Nullable Variable kernel;

    private Conv1D(int filters, int kernelSize) {
        this.filters = Sizes.require("filters", filters);
        this.kernelSize = Sizes.require("kernel_size", kernelSize);
    }

    public static Conv1D of(int filters, int kernelSize) {
        return new Conv1D(filters, kernelSize);
    }

    static Conv1D from(Config config) {
        Conv1D layer = new Conv1D(config.integer("filters"), config.integer("kernel_size"));
        layer.kernelRule = layer.kernelRule.from(config, "kernel");
        layer.read(config);
        return layer;
    }

    /** The stride of the window; 1 by default. */
    public Conv1D strides(int stride) {
        return slide("strides", sliding().stride(1, Sizes.require("strides", stride)));
    }

    /** The spacing between kernel elements; 1 by default. */
    public Conv1D dilation(int rate) {
        return slide("dilation", sliding().dilation(1, Sizes.require("dilation_rate", rate)));
    }

    @Override
    Sliding sliding(Config config, Sliding padded) {
        return padded.stride(1, Sizes.require("strides", config.integer("strides", 1)))
                .dilation(1, Sizes.require("dilation_rate", config.integer("dilation_rate", 1)));
    }

    public Conv1D kernelInitializer(Initializer initializer) {
        return with("kernel initializer", copy -> copy.kernelRule = kernelRule.withInitializer(initializer));
    }

    public Conv1D kernelRegularizer(Regularizer regularizer) {
        return with("kernel regularizer", copy -> copy.kernelRule = kernelRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        int in = sequences(inputs.get(0)).dim(-1);
        kernel = addKernel("kernel", Shape.of(kernelSize, in, filters), kernelRule);
        addBias(filters);
    }

    /** Treats sequences as images of height 1. */
    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        sequences(input.shape());
        Tensor filter = Ops.expandDims(Objects.requireNonNull(kernel).read(), 0);
        Tensor images = Ops.conv2d(Ops.expandDims(input, 1), filter, sliding());
        return finish(Ops.squeeze(images, 1));
    }

    private static Shape sequences(Shape input) {
        if (input.rank() != 3) {
            throw new TensorException(
                    "Cannot use " + input + " as sequences: expected (batch, length, channels). Add a Reshape layer.");
        }
        return input;
    }

    @Override
    public Config config() {
        Config own = Config.of(
                "filters",
                filters,
                "kernel_size",
                kernelSize,
                "strides",
                sliding().strideWidth(),
                "dilation_rate",
                sliding().dilationWidth());
        return kernelRule.addTo(addTo(own), "kernel");
    }
}
