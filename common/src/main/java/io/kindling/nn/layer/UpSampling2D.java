package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * Enlarges images by integer factors, repeating each element ({@code nearest}). Input (batch, height, width, channels),
 * output (batch, height * factor, width * factor, channels). As Keras' {@code layers/reshaping/up_sampling2d.py}.
 */
public final class UpSampling2D extends ConfigurableLayer<UpSampling2D> {
    private static final int DEFAULT_SIZE = 2;

    private final Sizes size;

    private UpSampling2D(Sizes size) {
        this.size = size;
    }

    /** By a factor of 2. */
    public static UpSampling2D of() {
        return of(DEFAULT_SIZE);
    }

    /** By the same factor on both axes. */
    public static UpSampling2D of(int factor) {
        return of(factor, factor);
    }

    public static UpSampling2D of(int heightFactor, int widthFactor) {
        return new UpSampling2D(Sizes.of("size", heightFactor, widthFactor));
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
        Shape expanded = Shape.of(images.dim(0), height, 1, width, 1, images.dim(3));
        Shape repeated = Shape.of(images.dim(0), height, size.height(), width, size.width(), images.dim(3));
        return Ops.reshape(
                Ops.broadcastTo(Ops.reshape(input, expanded), repeated),
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
