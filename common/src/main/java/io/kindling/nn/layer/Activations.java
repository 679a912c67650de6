package io.kindling.nn.layer;

import io.kindling.autodiff.op.Crossentropy;
import io.kindling.autodiff.op.Functions;
import io.kindling.nn.Nearest;
import io.kindling.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The activation functions by Keras' names. To add one: a line here. */
public final class Activations {
    private static final Map<String, UnaryOperator<Tensor>> BY_NAME = new TreeMap<>(Map.of(
            "linear", x -> x,
            "relu", Functions::relu,
            "sigmoid", Functions::sigmoid,
            "softmax", Crossentropy::softmax,
            "tanh", Functions::tanh));

    private Activations() {}

    public static UnaryOperator<Tensor> named(String name) {
        UnaryOperator<Tensor> function = BY_NAME.get(name);
        if (function == null) {
            throw new IllegalArgumentException("Invalid activation: '" + name + "' ("
                    + Nearest.to(name, BY_NAME.keySet())
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse("")
                    + "one of " + String.join(", ", BY_NAME.keySet()) + ")");
        }
        return function;
    }
}
