package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function of the user's own as a layer without weights, as Keras' {@code layers/core/lambda_layer.py}. Input (batch, ...),
 * output (batch, ...). For loops, and for programs, which each process defines anew: neither files nor {@code fit} can describe
 * it.
 */
public final class Lambda extends ConfigurableLayer<Lambda> {
    private final UnaryOperator<Tensor> function;

    private Lambda(UnaryOperator<Tensor> function) {
        this.function = function;
    }

    /** @param function computed only from tensor operations, and separately for each row */
    public static Lambda of(UnaryOperator<Tensor> function) {
        return new Lambda(function);
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return function.apply(input);
    }

    /** @throws IllegalStateException because a function has no description */
    @Override
    public Config config() {
        throw new IllegalStateException(
                "Cannot describe layer '" + name() + "' (Lambda): neither files nor other processes"
                        + " can create its function. Write a Layer with a config() instead.");
    }
}
