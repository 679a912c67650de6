package io.kindling.nn.layer;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.divide;
import static io.kindling.autodiff.op.Ops.maximum;
import static io.kindling.autodiff.op.Ops.minimum;
import static io.kindling.autodiff.op.Ops.multiply;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.DidYouMean;
import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The activation functions under their Keras names. To add one: a line here. */
public final class Activations {
    /** TensorFlow's default slope, used for the name {@code leaky_relu}; {@link LeakyReLU} has another default. */
    private static final double LEAKY_SLOPE = 0.2;

    /** Klambauer et al., 2017. */
    private static final double SELU_ALPHA = 1.6732632423543772;

    private static final double SELU_SCALE = 1.0507009873554805;

    private static final Map<String, UnaryOperator<Tensor>> BY_NAME = new TreeMap<>(Map.ofEntries(
            Map.entry("elu", x -> elu(x, 1)),
            Map.entry("exponential", Ops::exp),
            Map.entry("gelu", Activations::gelu),
            Map.entry("hard_sigmoid", x -> minimum(maximum(add(multiply(x, 0.2), 0.5), 0), 1)),
            Map.entry("leaky_relu", x -> Ops.leakyRelu(x, LEAKY_SLOPE)),
            Map.entry("linear", x -> x),
            Map.entry("mish", x -> multiply(x, Ops.tanh(Ops.softplus(x)))),
            Map.entry("relu", Ops::relu),
            Map.entry("selu", x -> multiply(elu(x, SELU_ALPHA), SELU_SCALE)),
            Map.entry("sigmoid", Ops::sigmoid),
            Map.entry("softmax", Ops::softmax),
            Map.entry("softplus", Ops::softplus),
            Map.entry("softsign", x -> divide(x, add(Ops.abs(x), 1))),
            Map.entry("swish", x -> multiply(x, Ops.sigmoid(x))),
            Map.entry("tanh", Ops::tanh)));

    private Activations() {}

    public static UnaryOperator<Tensor> named(String name) {
        UnaryOperator<Tensor> function = BY_NAME.get(name);
        if (function == null) {
            throw new IllegalArgumentException("Invalid activation: '" + name + "' ("
                    + DidYouMean.to(name, BY_NAME.keySet())
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse("")
                    + "one of " + String.join(", ", BY_NAME.keySet()) + ")");
        }
        return function;
    }

    /** Returns the name of the function that computes a model's output, if its last layer is or has an activation. */
    public static Optional<String> ofOutput(Model model) {
        Layer last = model.outputs().get(0).producer();
        if (last instanceof Model inner) {
            return ofOutput(inner);
        }
        return last instanceof Softmax ? Optional.of("softmax") : last.config().optionalString("activation");
    }

    /** The names, sorted. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The minimum keeps the branch that is not selected finite, and so its gradient too. */
    static Tensor elu(Tensor x, double alpha) {
        Tensor negative = multiply(Ops.expm1(minimum(x, 0)), alpha);
        return Ops.where(Ops.greater(x, 0), x, negative);
    }

    static Tensor gelu(Tensor x) {
        return multiply(multiply(x, 0.5), add(Ops.erf(multiply(x, Math.sqrt(0.5))), 1));
    }

    static Tensor approximateGelu(Tensor x) {
        Tensor cubic = add(multiply(multiply(Ops.square(x), x), 0.044715), x);
        return multiply(multiply(x, 0.5), add(Ops.tanh(multiply(cubic, Math.sqrt(2 / Math.PI))), 1));
    }
}
