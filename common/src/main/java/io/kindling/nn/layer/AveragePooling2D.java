package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The average of each channel in a sliding window. Input (batch, height, width, channels), output (batch, out height, out
 * width, channels). Padding is excluded from the average. As Keras' {@code layers/pooling/average_pooling2d.py}.
 */
public final class AveragePooling2D extends PoolingLayer2D<AveragePooling2D> {
    private AveragePooling2D(Sizes poolSize) {
        super(poolSize);
    }

    /** With a window of 2 by 2. */
    public static AveragePooling2D of() {
        return of(DEFAULT_SIZE);
    }

    /** With a square window. */
    public static AveragePooling2D of(int poolSize) {
        return of(poolSize, poolSize);
    }

    public static AveragePooling2D of(int height, int width) {
        return new AveragePooling2D(Sizes.of("pool_size", height, width));
    }

    static AveragePooling2D from(Config config) {
        AveragePooling2D layer = new AveragePooling2D(Sizes.from(config, "pool_size", DEFAULT_SIZE));
        layer.read(config);
        return layer;
    }

    @Override
    Tensor pool(Tensor images, int height, int width, Sliding sliding) {
        return Ops.averagePool(images, height, width, sliding);
    }
}
