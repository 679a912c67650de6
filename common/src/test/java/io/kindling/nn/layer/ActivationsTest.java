package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationsTest {
    /** Closed forms at -1.5 and 2; gelu with Phi(-1.5) and Phi(2) from tables. */
    private static final Map<String, double[]> EXPECTED = Map.ofEntries(
            Map.entry("elu", new double[] {Math.exp(-1.5) - 1, 2}),
            Map.entry("exponential", new double[] {Math.exp(-1.5), Math.exp(2)}),
            Map.entry("gelu", new double[] {-1.5 * 0.066807201268858, 2 * 0.977249868051821}),
            Map.entry("hard_sigmoid", new double[] {0.2, 0.9}),
            Map.entry("leaky_relu", new double[] {-0.3, 2}),
            Map.entry("linear", new double[] {-1.5, 2}),
            Map.entry("mish", new double[] {
                -1.5 * Math.tanh(Math.log1p(Math.exp(-1.5))), 2 * Math.tanh(Math.log1p(Math.exp(2)))
            }),
            Map.entry("relu", new double[] {0, 2}),
            Map.entry("selu", new double[] {
                1.0507009873554805 * 1.6732632423543773 * (Math.exp(-1.5) - 1), 2 * 1.0507009873554805
            }),
            Map.entry("sigmoid", new double[] {1 / (1 + Math.exp(1.5)), 1 / (1 + Math.exp(-2))}),
            Map.entry("softmax", new double[] {1 / (1 + Math.exp(3.5)), 1 / (1 + Math.exp(-3.5))}),
            Map.entry("softplus", new double[] {Math.log1p(Math.exp(-1.5)), Math.log1p(Math.exp(2))}),
            Map.entry("softsign", new double[] {-0.6, 2 / 3.0}),
            Map.entry("swish", new double[] {-1.5 / (1 + Math.exp(1.5)), 2 / (1 + Math.exp(-2))}),
            Map.entry("tanh", new double[] {Math.tanh(-1.5), Math.tanh(2)}));

    static Iterable<String> names() {
        return Activations.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void values_matchTheClosedForm(String name) {
        double[] actual = Activations.named(name)
                .apply(Tensor.of(new double[] {-1.5, 2}, 1, 2))
                .doubles();
        assertThat(actual).containsExactly(EXPECTED.get(name), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradients_areFinite_farFromZero(String name) {
        if (name.equals("exponential")) {
            return;
        }
        Tensor x = Tensor.of(new float[] {-1e4f, -100, 0, 100, 1e4f}, 1, 5);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            for (float g : tape.gradient(Activations.named(name).apply(x), x).floats()) {
                assertThat(g).isFinite();
            }
        }
    }

    @Test
    void unknownName_suggestsTheClosestOne() {
        assertThatThrownBy(() -> Activation.of("rellu")).hasMessageContaining("did you mean 'relu'?");
    }
}
