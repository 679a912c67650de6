package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding.Padding;
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
 * A transposed convolution: {@code activation(transposed(x, kernel) + bias)}. Input (batch, height, width, in); output
 * (batch, height * stride, width * stride, filters) for {@code same} padding, and larger by {@code max(window - stride, 0)}
 * for {@code valid}, where the window is the dilated kernel. Kernel (kernel height, kernel width, filters, in), Glorot
 * uniform; bias (filters,), zeros. As Keras' {@code layers/convolutional/conv2d_transpose.py}.
 */
public final class Conv2DTranspose extends ConvolutionLayer2D<Conv2DTranspose> {
    private final int filters;
    private @Nullable Sizes outputPadding;
    private WeightRule kernelRule = WeightRule.of(GlorotUniform.of());
    private @Nullable Variable kernel;

    private Conv2DTranspose(int filters, Sizes kernelSize) {
        super(kernelSize);
        this.filters = Sizes.require("filters", filters);
    }

    /** With a square kernel. */
    public static Conv2DTranspose of(int filters, int kernelSize) {
        return of(filters, kernelSize, kernelSize);
    }

    public static Conv2DTranspose of(int filters, int kernelHeight, int kernelWidth) {
        return new Conv2DTranspose(filters, Sizes.of("kernel_size", kernelHeight, kernelWidth));
    }

    static Conv2DTranspose from(Config config) {
        Conv2DTranspose layer = new Conv2DTranspose(config.integer("filters"), Sizes.from(config, "kernel_size"));
        layer.kernelRule = layer.kernelRule.from(config, "kernel");
        if (config.has("output_padding")) {
            List<Integer> padding = config.integers("output_padding");
            layer.outputPadding = padding(padding.get(0), padding.get(1));
        }
        layer.read(config);
        return layer;
    }

    /** Sets {@link #outputPadding(int, int)} equally for both axes. */
    public Conv2DTranspose outputPadding(int both) {
        return outputPadding(both, both);
    }

    /**
     * Selects one of the output sizes that a convolution would map to the input size: {@code (size - 1) * stride + window -
     * 2 * pad + outputPadding}, with a pad of {@code window / 2} (rounded down) for {@code same} and 0 for {@code valid}.
     * Must be less than the strides.
     */
    public Conv2DTranspose outputPadding(int height, int width) {
        Sizes padding = padding(height, width);
        return with("output padding", copy -> copy.outputPadding = padding);
    }

    private static Sizes padding(int height, int width) {
        if (height < 0 || width < 0) {
            throw new IllegalArgumentException("Invalid output_padding: (" + height + ", " + width + ") (at least 0)");
        }
        return new Sizes(height, width);
    }

    public Conv2DTranspose kernelInitializer(Initializer initializer) {
        return with("kernel initializer", copy -> copy.kernelRule = kernelRule.withInitializer(initializer));
    }

    public Conv2DTranspose kernelRegularizer(Regularizer regularizer) {
        return with("kernel regularizer", copy -> copy.kernelRule = kernelRule.withRegularizer(regularizer));
    }

    @Override
    protected void build(List<Shape> inputs) {
        int in = Sizes.ofImages(inputs.get(0)).dim(-1);
        if (outputPadding != null
                && (outputPadding.height() >= sliding().strideHeight()
                        || outputPadding.width() >= sliding().strideWidth())) {
            throw new IllegalArgumentException("Invalid output_padding: " + outputPadding.asList()
                    + " (less than the strides [" + sliding().strideHeight() + ", "
                    + sliding().strideWidth() + "])");
        }
        kernel =
                addKernel("kernel", Shape.of(kernelSize().height(), kernelSize().width(), filters, in), kernelRule);
        addBias(filters);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Shape images = Sizes.ofImages(input.shape());
        int height = length(
                images.dim(1),
                kernelSize().height(),
                sliding().strideHeight(),
                sliding().dilationHeight(),
                outputPadding == null ? -1 : outputPadding.height());
        int width = length(
                images.dim(2),
                kernelSize().width(),
                sliding().strideWidth(),
                sliding().dilationWidth(),
                outputPadding == null ? -1 : outputPadding.width());
        return finish(Ops.conv2dTranspose(input, Objects.requireNonNull(kernel).read(), sliding(), height, width));
    }

    /** The output length, as in Keras' {@code conv_utils.py::deconv_output_length}; a padding of -1 means not set. */
    private int length(int inputLength, int size, int stride, int dilation, int padding) {
        int window = (size - 1) * dilation + 1;
        boolean same = sliding().padding() == Padding.SAME;
        if (padding >= 0) {
            return (inputLength - 1) * stride + window - 2 * (same ? window / 2 : 0) + padding;
        }
        return inputLength * stride + (same ? 0 : Math.max(window - stride, 0));
    }

    @Override
    public Config config() {
        Config own = Config.of("filters", filters);
        if (outputPadding != null) {
            own = own.with("output_padding", outputPadding.asList());
        }
        return kernelRule.addTo(addTo(own), "kernel");
    }
}
