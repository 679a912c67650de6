package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** {@code x} where it is positive, else {@code alpha * (exp(x) - 1)}. Keeps the shape. Clevert et al., 2016. */
public final class ELU extends ConfigurableLayer<ELU> {
    private static final double DEFAULT_ALPHA = 1;

    private final double alpha;

    private ELU(double alpha) {
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("Invalid alpha: " + alpha + " (a finite number)");
        }
        this.alpha = alpha;
    }

    /** With Keras' default alpha, 1. */
    public static ELU of() {
        return alpha(DEFAULT_ALPHA);
    }

    /** With this alpha: outputs approach {@code -alpha} for large negative inputs. */
    public static ELU alpha(double alpha) {
        return new ELU(alpha);
    }

    static ELU from(Config config) {
        return alpha(config.number("alpha", DEFAULT_ALPHA));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return Activations.elu(input, alpha);
    }

    @Override
    public Config config() {
        return Config.of("alpha", alpha);
    }
}
