package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/**
 * {@code x} where it is not negative, else {@code alpha * x}; the gradient at 0 is alpha. Keeps the shape. As Keras'
 * {@code layers/activation/leaky_relu.py}.
 */
public final class LeakyReLU extends ConfigurableLayer<LeakyReLU> {
    private static final double DEFAULT_ALPHA = 0.3;

    private final double alpha;

    private LeakyReLU(double alpha) {
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("Invalid alpha: " + alpha + " (a finite number)");
        }
        this.alpha = alpha;
    }

    /** With Keras' default slope, 0.3. */
    public static LeakyReLU of() {
        return alpha(DEFAULT_ALPHA);
    }

    /** With this slope for negative inputs. */
    public static LeakyReLU alpha(double alpha) {
        return new LeakyReLU(alpha);
    }

    /** Keras 3's name for {@link #alpha}. */
    public static LeakyReLU negativeSlope(double slope) {
        return alpha(slope);
    }

    static LeakyReLU from(Config config) {
        return alpha(config.number("alpha", config.number("negative_slope", DEFAULT_ALPHA)));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return Ops.leakyRelu(input, alpha);
    }

    @Override
    public Config config() {
        return Config.of("alpha", alpha);
    }
}
