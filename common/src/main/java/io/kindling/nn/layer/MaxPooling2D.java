package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The maximum of each channel in a sliding window. Input (batch, height, width, channels), output (batch, out height, out
 * width, channels). The gradient flows to the first of equal maxima. As Keras' {@code layers/pooling/max_pooling2d.py}.
 */
public final class MaxPooling2D extends PoolingLayer2D<MaxPooling2D> {
    private MaxPooling2D(Sizes poolSize) {
        super(poolSize);
    }

    /** With a window of 2 by 2. */
    public static MaxPooling2D of() {
        return of(DEFAULT_SIZE);
    }

    /** With a square window. */
    public static MaxPooling2D of(int poolSize) {
        return of(poolSize, poolSize);
    }

    public static MaxPooling2D of(int height, int width) {
        return new MaxPooling2D(Sizes.of("pool_size", height, width));
    }

    static MaxPooling2D from(Config config) {
        MaxPooling2D layer = new MaxPooling2D(Sizes.from(config, "pool_size", DEFAULT_SIZE));
        layer.read(config);
        return layer;
    }

    @Override
    Tensor pool(Tensor images, int height, int width, Sliding sliding) {
        return Ops.maxPool(images, height, width, sliding);
    }
}
