package io.kindling.nn.layer;

import io.kindling.autodiff.op.Shaping;
import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * Images enlarged a whole number of times; each element is repeated ({@code nearest}). Input (batch, height, width,
 * channels), output (batch, height * times, width * times, channels). As Keras' {@code layers/reshaping/up_sampling2d.py}.
 */
public final class UpSampling2D extends Layer {
    private static final int DEFAULT_SIZE = 2;

    private final Sizes size;

    private UpSampling2D(Sizes size) {
        this.size = size;
    }

    /** Twice as high and wide. */
    public static UpSampling2D of() {
        return of(DEFAULT_SIZE);
    }

    /** So many times as high and wide. */
    public static UpSampling2D of(int times) {
        return of(times, times);
    }

    public static UpSampling2D of(int timesHeight, int timesWidth) {
        return new UpSampling2D(Sizes.of("size", timesHeight, timesWidth));
    }

    static UpSampling2D from(Config config) {
        String interpolation = config.optionalString("interpolation").orElse("nearest");
        if (!interpolation.equals("nearest")) {
            throw new IllegalArgumentException("Invalid interpolation: '" + interpolation + "' (nearest)");
        }
        return new UpSampling2D(Sizes.from(config, "size", DEFAULT_SIZE));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Shape images = Sizes.ofImages(input.shape());
        int height = images.dim(1);
        int width = images.dim(2);
        Shape apart = Shape.of(images.dim(0), height, 1, width, 1, images.dim(3));
        Shape repeated = Shape.of(images.dim(0), height, size.height(), width, size.width(), images.dim(3));
        return Shaping.reshape(
                Shaping.broadcastTo(Shaping.reshape(input, apart), repeated),
                Shape.of(
                        images.dim(0),
                        Math.multiplyExact(height, size.height()),
                        Math.multiplyExact(width, size.width()),
                        images.dim(3)));
    }

    @Override
    public Config config() {
        return Config.of("size", size.asList(), "interpolation", "nearest");
    }
}
