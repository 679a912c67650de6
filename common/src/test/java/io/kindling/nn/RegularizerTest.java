package io.kindling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.nn.regularizer.L1;
import io.kindling.nn.regularizer.L1L2;
import io.kindling.nn.regularizer.L2;
import io.kindling.nn.regularizer.Regularizers;
import io.kindling.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RegularizerTest {
    private final Tensor weight = Tensor.of(new double[] {1, -2, 0, 3}, 2, 2);

    @Test
    void penalties_areTheWeightedSumsOfAbsolutesAndSquares() {
        assertThat(L1.of(0.1).of(weight).item()).isCloseTo(0.6, within(1e-12));
        assertThat(L2.of(0.1).of(weight).item()).isCloseTo(1.4, within(1e-12));
        assertThat(L1L2.of(0.1, 0.01).of(weight).item()).isCloseTo(0.74, within(1e-12));
    }

    @Test
    void gradient_isTheSignAndTwiceTheWeight() {
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(weight);
            Tensor gradient = tape.gradient(L1L2.of(0.1, 0.01).of(weight), weight);
            assertThat(gradient).isNotNull();
            assertThat(gradient.doubles()).containsExactly(new double[] {0.12, -0.14, 0, 0.16}, within(1e-12));
        }
    }

    @Test
    void config_recreatesTheRegularizer() {
        for (Regularizer regularizer : new Regularizer[] {L1.of(0.1), L2.of(0.2), L1L2.of(0.3, 0.4)}) {
            assertThat(Regularizers.REGISTRY.create(regularizer.config())).isEqualTo(regularizer);
        }
    }

    @Test
    void negativeFactor_isRejected() {
        assertThatThrownBy(() -> L2.of(-1)).hasMessage("Invalid l2: -1.0 (finite and >= 0)");
    }
}
