package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The activation of a layer: one of {@link Activations}, or a function of the user's own.
 *
 * @param name null for a function of the user's own
 */
record ActivationFunction(@Nullable String name, UnaryOperator<Tensor> function) {
    private static final String NAME = "activation";
    static final ActivationFunction LINEAR = named("linear");

    static ActivationFunction named(String name) {
        return new ActivationFunction(name, Activations.named(name));
    }

    static ActivationFunction of(UnaryOperator<Tensor> function) {
        return new ActivationFunction(null, function);
    }

    /** The activation in a config, or this one if the config has none. */
    ActivationFunction from(Config config) {
        return config.optionalString(NAME).map(ActivationFunction::named).orElse(this);
    }

    Tensor apply(Tensor x) {
        return function.apply(x);
    }

    /** @throws IllegalStateException for a function of the user's own */
    Config addTo(Config config) {
        if (name == null) {
            throw new IllegalStateException("Cannot describe an activation that is a function: neither files nor other"
                    + " processes can create it. Use a program, which each process defines anew, or write a Layer.");
        }
        return config.with(NAME, name);
    }
}
