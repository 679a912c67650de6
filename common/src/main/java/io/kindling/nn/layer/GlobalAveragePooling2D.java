package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/**
 * The average of each channel over the whole image. Input (batch, height, width, channels), output (batch, channels). As
 * Keras' {@code layers/pooling/global_average_pooling2d.py}.
 */
public final class GlobalAveragePooling2D extends ConfigurableLayer<GlobalAveragePooling2D> {
    private boolean keepDims;

    private GlobalAveragePooling2D() {}

    public static GlobalAveragePooling2D of() {
        return new GlobalAveragePooling2D();
    }

    static GlobalAveragePooling2D from(Config config) {
        GlobalAveragePooling2D layer = of();
        layer.keepDims = config.flag("keepdims", false);
        return layer;
    }

    /** Keeps the reduced axes: output (batch, 1, 1, channels). */
    public GlobalAveragePooling2D keepDims() {
        return with("keepDims", copy -> copy.keepDims = true);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Sizes.ofImages(input.shape());
        return keepDims ? Ops.meanKeepingAxes(input, 1, 2) : Ops.mean(input, 1, 2);
    }

    @Override
    public Config config() {
        return Config.of("keepdims", keepDims);
    }
}
