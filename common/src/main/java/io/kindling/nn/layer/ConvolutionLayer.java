package io.kindling.nn.layer;

import io.kindling.autodiff.op.Sliding;
import io.kindling.config.Config;

/**
 * Base class of convolution layers: stride, padding and dilation of the filter.
 *
 * @param <L> the subclass
 */
abstract class ConvolutionLayer<L extends ConvolutionLayer<L>> extends AffineLayer<L> {
    private Sliding sliding = Sliding.VALID;

    final Sliding sliding() {
        return sliding;
    }

    final L slide(String setting, Sliding newSliding) {
        return with(setting, (ConvolutionLayer<L> copy) -> copy.sliding = newSliding);
    }

    /** {@code valid}, no padding, by default; or {@code same}: zero padding that keeps the size for strides of 1. */
    public final L padding(String padding) {
        return slide("padding", padded(padding));
    }

    private Sliding padded(String padding) {
        return new Sliding(
                Paddings.named(padding),
                sliding.strideHeight(),
                sliding.strideWidth(),
                sliding.dilationHeight(),
                sliding.dilationWidth());
    }

    /** Reads the strides and dilation; each has a height and a width. */
    abstract Sliding sliding(Config config, Sliding padded);

    @Override
    final void read(Config config) {
        super.read(config);
        sliding = sliding(
                config, config.optionalString("padding").map(this::padded).orElse(sliding));
    }

    @Override
    Config addTo(Config config) {
        return super.addTo(config.with("padding", Paddings.name(sliding.padding())));
    }
}
