package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/**
 * Pads images with zeros. Input (batch, height, width, channels), output (batch, height + top + bottom, width + left +
 * right, channels). As Keras' {@code layers/reshaping/zero_padding2d.py}.
 */
public final class ZeroPadding2D extends ConfigurableLayer<ZeroPadding2D> {
    private final Borders padding;

    private ZeroPadding2D(Borders padding) {
        this.padding = padding;
    }

    /** Adds one zero at each border. */
    public static ZeroPadding2D of() {
        return of(1);
    }

    /** Adds the same number of zeros at each border. */
    public static ZeroPadding2D of(int all) {
        return of(all, all);
    }

    /** Adds {@code height} zeros at top and bottom, {@code width} at left and right. */
    public static ZeroPadding2D of(int height, int width) {
        return of(height, height, width, width);
    }

    public static ZeroPadding2D of(int top, int bottom, int left, int right) {
        return new ZeroPadding2D(Borders.of("padding", top, bottom, left, right));
    }

    static ZeroPadding2D from(Config config) {
        return new ZeroPadding2D(Borders.from(config, "padding", 1));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Sizes.ofImages(input.shape());
        int[] before = {0, padding.top(), padding.left(), 0};
        int[] after = {0, padding.bottom(), padding.right(), 0};
        return Ops.pad(input, before, after, 0);
    }

    @Override
    public Config config() {
        return Config.of("padding", padding.asList());
    }
}
