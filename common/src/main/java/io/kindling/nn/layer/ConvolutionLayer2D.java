package io.kindling.nn.layer;

import io.kindling.autodiff.op.Sliding;
import io.kindling.config.Config;

/**
 * Base class of convolution layers over images (batch, height, width, channels).
 *
 * @param <L> the subclass
 */
abstract class ConvolutionLayer2D<L extends ConvolutionLayer2D<L>> extends ConvolutionLayer<L> {
    private final Sizes kernelSize;

    ConvolutionLayer2D(Sizes kernelSize) {
        this.kernelSize = kernelSize;
    }

    final Sizes kernelSize() {
        return kernelSize;
    }

    /** The stride of the window on both axes; 1 by default. */
    public final L strides(int both) {
        return strides(both, both);
    }

    /** The strides of the window; 1 by default. */
    public final L strides(int height, int width) {
        Sizes steps = Sizes.of("strides", height, width);
        return slide("strides", sliding().stride(steps.height(), steps.width()));
    }

    /** The spacing between kernel elements on both axes; 1 by default. */
    public final L dilation(int both) {
        return dilation(both, both);
    }

    /** The spacing between kernel elements; 1 by default. */
    public final L dilation(int height, int width) {
        Sizes rate = Sizes.of("dilation_rate", height, width);
        return slide("dilation", sliding().dilation(rate.height(), rate.width()));
    }

    @Override
    final Sliding sliding(Config config, Sliding padded) {
        Sizes steps = Sizes.from(config, "strides", 1);
        Sizes rate = Sizes.from(config, "dilation_rate", 1);
        return padded.stride(steps.height(), steps.width()).dilation(rate.height(), rate.width());
    }

    @Override
    Config addTo(Config config) {
        return super.addTo(config.with("kernel_size", kernelSize.asList())
                .with("strides", new Sizes(sliding().strideHeight(), sliding().strideWidth()).asList())
                .with(
                        "dilation_rate",
                        new Sizes(sliding().dilationHeight(), sliding().dilationWidth()).asList()));
    }
}
