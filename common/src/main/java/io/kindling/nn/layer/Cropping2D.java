package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;

/**
 * Crops the borders of images. Input (batch, height, width, channels), output (batch, height - top - bottom, width - left
 * - right, channels). As Keras' {@code layers/reshaping/cropping2d.py}.
 */
public final class Cropping2D extends ConfigurableLayer<Cropping2D> {
    private final Borders cropping;

    private Cropping2D(Borders cropping) {
        this.cropping = cropping;
    }

    /** Crops the same number of pixels at each border. */
    public static Cropping2D of(int all) {
        return of(all, all);
    }

    /** Crops {@code height} pixels at top and bottom, {@code width} at left and right. */
    public static Cropping2D of(int height, int width) {
        return of(height, height, width, width);
    }

    public static Cropping2D of(int top, int bottom, int left, int right) {
        return new Cropping2D(Borders.of("cropping", top, bottom, left, right));
    }

    static Cropping2D from(Config config) {
        return new Cropping2D(Borders.from(config, "cropping", 0));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Shape images = Sizes.ofImages(input.shape());
        int height = images.dim(1) - cropping.height();
        int width = images.dim(2) - cropping.width();
        if (height < 1 || width < 1) {
            throw new TensorException(
                    "Cannot crop " + images + " by " + cropping.asList() + ": no pixels would remain.");
        }
        int[] begin = {0, cropping.top(), cropping.left(), 0};
        return Ops.slice(input, begin, new int[] {-1, height, width, -1});
    }

    @Override
    public Config config() {
        return Config.of("cropping", cropping.asList());
    }
}
