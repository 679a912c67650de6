package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/**
 * {@code x * Phi(x)}, with the cumulative distribution function Phi of the standard normal distribution. Keeps the shape.
 * Hendrycks and Gimpel, 2016; as Keras' {@code activations.py::gelu}.
 */
public final class GELU extends ConfigurableLayer<GELU> {
    private final boolean approximate;

    private GELU(boolean approximate) {
        this.approximate = approximate;
    }

    /** Computed with the error function. */
    public static GELU of() {
        return new GELU(false);
    }

    /** Computed as {@code x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))}. */
    public static GELU approximate() {
        return new GELU(true);
    }

    static GELU from(Config config) {
        return new GELU(config.flag("approximate", false));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return approximate ? Activations.approximateGelu(input) : Activations.gelu(input);
    }

    @Override
    public Config config() {
        return Config.of("approximate", approximate);
    }
}
