package io.kindling.nn.layer;

import io.kindling.nn.Config;

/**
 * What layers share whose filter slides over images (batch, height, width, channels).
 *
 * @param <L> the layer itself
 */
abstract class ConvolutionLayer2D<L extends ConvolutionLayer2D<L>> extends ConvolutionLayer<L> {
    private final Sizes kernelSize;

    ConvolutionLayer2D(Sizes kernelSize) {
        this.kernelSize = kernelSize;
    }

    final Sizes kernelSize() {
        return kernelSize;
    }

    /** How far the window goes at a step, on both axes; 1 by default. */
    public final L strides(int both) {
        return strides(both, both);
    }

    /** How far the window goes at a step. */
    public final L strides(int height, int width) {
        Sizes steps = Sizes.of("strides", height, width);
        return slide(sliding().stride(steps.height(), steps.width()));
    }

    /** How far apart the window's elements lie, on both axes; 1 by default. */
    public final L dilation(int both) {
        return dilation(both, both);
    }

    /** How far apart the window's elements lie. */
    public final L dilation(int height, int width) {
        Sizes rate = Sizes.of("dilation_rate", height, width);
        return slide(sliding().dilation(rate.height(), rate.width()));
    }

    @Override
    L read(Config config) {
        Sizes steps = Sizes.from(config, "strides", 1);
        Sizes rate = Sizes.from(config, "dilation_rate", 1);
        return super.read(config).strides(steps.height(), steps.width()).dilation(rate.height(), rate.width());
    }

    @Override
    Config into(Config config) {
        return super.into(config.with("kernel_size", kernelSize.asList())
                .with("strides", new Sizes(sliding().strideHeight(), sliding().strideWidth()).asList())
                .with(
                        "dilation_rate",
                        new Sizes(sliding().dilationHeight(), sliding().dilationWidth()).asList()));
    }
}
