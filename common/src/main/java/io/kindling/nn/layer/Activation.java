package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** One of {@link Activations} as a layer. Keeps the shape. */
public final class Activation extends ConfigurableLayer<Activation> {
    private final ActivationFunction activation;

    private Activation(ActivationFunction activation) {
        this.activation = activation;
    }

    /** The activation of this name: {@code relu}, {@code tanh}, ... */
    public static Activation of(String name) {
        return new Activation(ActivationFunction.named(name));
    }

    static Activation from(Config config) {
        return of(config.string("activation"));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return activation.apply(input);
    }

    @Override
    public Config config() {
        return activation.addTo(Config.EMPTY);
    }
}
