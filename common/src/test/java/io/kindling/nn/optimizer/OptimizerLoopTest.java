package io.kindling.nn.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Optimizers in a hand-written training loop.
 *
 * @see Optimizer
 */
class OptimizerLoopTest {
    private final Variable a = variable("a", 1, -2, 3);
    private final Variable b = variable("b", 0.5f);

    static Stream<Optimizer> optimizers() {
        return OptimizerTest.optimizers();
    }

    @Test
    void tapeGradients_updateTheVariables() {
        Optimizer optimizer = SGD.of(0.1);
        List<Variable> variables = List.of(a, b);
        try (GradientTape tape = GradientTape.open()) {
            Tensor loss = Ops.sum(Ops.multiply(a.read(), b.read()));
            optimizer.apply(tape.gradient(loss, variables), variables);
        }
        assertThat(a.tensor().floats()).containsExactly(1 - 0.05f, -2 - 0.05f, 3 - 0.05f);
        assertThat(b.tensor().floats()).containsExactly(0.5f - 0.2f);
        assertThat(optimizer.iterations()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void loop_hasTheBitsOfTheFlatUpdate(Optimizer optimizer) {
        WeightLayout layout = new WeightLayout(
                List.of(
                        new WeightLayout.Slice("a", a.shape(), 0, true),
                        new WeightLayout.Slice("b", b.shape(), 3, true)),
                4);
        float[] flat = {1, -2, 3, 0.5f};
        OptimizerState state = optimizer.initialState(4);
        for (int i = 1; i <= 4; i++) {
            float[] g = {i, -0.5f * i, 0.1f, 2};
            optimizer.apply(
                    List.of(Tensor.of(Arrays.copyOf(g, 3), 3), Tensor.of(new float[] {g[3]}, 1)), List.of(a, b));
            optimizer.update(flat, g, state, layout);
        }
        assertThat(a.tensor().floats()).isEqualTo(Arrays.copyOf(flat, 3));
        assertThat(b.tensor().floats()).containsExactly(flat[3]);
    }

    @Test
    void oneOptimizer_servesSeveralModels() {
        Optimizer optimizer = Adam.of(0.1);
        optimizer.apply(List.of(Tensor.of(new float[] {1, 1, 1}, 3)), List.of(a));
        optimizer.apply(List.of(Tensor.of(new float[] {1}, 1)), List.of(b));
        optimizer.apply(List.of(Tensor.of(new float[] {1}, 1), Tensor.of(new float[] {1, 1, 1}, 3)), List.of(b, a));
        assertThat(optimizer.iterations()).isEqualTo(3);
        assertThat(b.tensor().floats()[0]).isLessThan(0.5f);
    }

    @Test
    void nullGradients_leaveTheirVariablesUnchanged() {
        Optimizer optimizer = AdamW.of(0.1);
        List<Tensor> gradients = new ArrayList<>(Arrays.asList(null, Tensor.of(new float[] {1}, 1)));
        optimizer.apply(gradients, List.of(a, b));
        assertThat(a.tensor().floats()).containsExactly(1, -2, 3);
        assertThat(b.tensor().floats()[0]).isLessThan(0.5f);
    }

    @Test
    void onlyNullGradients_areRefused() {
        assertThatThrownBy(() -> SGD.of().apply(Arrays.asList(null, null), List.of(a, b)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No gradients provided for any variable: [a, b]");
    }

    @Test
    void variableNotFloat32_isRefused() {
        Variable wide = new Variable("wide", Tensor.scalar(DType.FLOAT64, 1), Variable.Trainable.YES);
        assertThatThrownBy(() -> SGD.of().apply(List.of(Tensor.scalar(DType.FLOAT64, 1)), List.of(wide)))
                .hasMessage("Cannot train 'wide': it is float64, and only float32 weights are trained.");
    }

    @Test
    void gradientOfWrongShapeOrCount_isRefused() {
        assertThatThrownBy(() -> SGD.of().apply(List.of(Tensor.of(new float[] {1}, 1)), List.of(a)))
                .hasMessage("Cannot update 'a', float32 (3,), with a gradient of float32 (1,).");
        assertThatThrownBy(() -> SGD.of().apply(List.of(Tensor.of(new float[] {1}, 1)), List.of(a, b)))
                .hasMessage("Cannot update: 1 gradients for 2 variables.");
    }

    @Test
    void nonFiniteGradient_isRefused_andNothingChanges() {
        Optimizer optimizer = SGD.of(0.1);
        List<Tensor> gradients =
                List.of(Tensor.of(new float[] {1, 1, 1}, 3), Tensor.of(new float[] {Float.POSITIVE_INFINITY}, 1));
        assertThatThrownBy(() -> optimizer.apply(gradients, List.of(a, b)))
                .isInstanceOf(NonFiniteGradientException.class)
                .hasMessageContaining("the gradient of 'b' is Infinity at element 0");
        assertThat(a.tensor().floats()).containsExactly(1, -2, 3);
        assertThat(optimizer.iterations()).isZero();
    }

    private static Variable variable(String name, float... values) {
        return new Variable(name, Tensor.of(values, values.length), Variable.Trainable.YES);
    }
}
