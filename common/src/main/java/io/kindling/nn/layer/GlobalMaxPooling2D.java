package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/**
 * The maximum of each channel over the whole image. Input (batch, height, width, channels), output (batch, channels). The
 * gradient is divided equally among equal maxima. As Keras' {@code layers/pooling/global_max_pooling2d.py}.
 */
public final class GlobalMaxPooling2D extends ConfigurableLayer<GlobalMaxPooling2D> {
    private boolean keepDims;

    private GlobalMaxPooling2D() {}

    public static GlobalMaxPooling2D of() {
        return new GlobalMaxPooling2D();
    }

    static GlobalMaxPooling2D from(Config config) {
        GlobalMaxPooling2D layer = of();
        layer.keepDims = config.flag("keepdims", false);
        return layer;
    }

    /** Keeps the reduced axes: output (batch, 1, 1, channels). */
    public GlobalMaxPooling2D keepDims() {
        return with("keepDims", copy -> copy.keepDims = true);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Sizes.ofImages(input.shape());
        return keepDims ? Ops.maxKeepingAxes(input, 1, 2) : Ops.max(input, 1, 2);
    }

    @Override
    public Config config() {
        return Config.of("keepdims", keepDims);
    }
}
