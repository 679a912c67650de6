package io.kindling.autodiff;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.customGradient;
import static io.kindling.autodiff.op.Ops.exp;
import static io.kindling.autodiff.op.Ops.log;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.stopGradient;
import static io.kindling.autodiff.op.Ops.subtract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.CustomFunction;
import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.WithGradient;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientControlTest {
    private static Tensor scalar(double value) {
        return Tensor.scalar(DType.FLOAT64, value);
    }

    /** {@code log(1 + exp(x))}, with a gradient that uses an intermediate value. */
    private static final CustomFunction SOFTPLUS = inputs -> {
        Tensor e = exp(inputs.get(0));
        Tensor value = log(add(e, 1));
        return WithGradient.of(value, g -> multiply(g, subtract(1, Ops.divide(1, add(e, 1)))));
    };

    @Test
    void stopGradient_returnsAConstant() {
        Tensor x = scalar(3);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(x);
            Tensor constant = stopGradient(square(x));
            assertThat(constant.item()).isEqualTo(9);
            assertThat(tape.gradient(multiply(constant, x), x).item()).isEqualTo(9);
            assertThat(tape.gradient(constant, x)).isNull();
            assertThat(tape.explain(constant, GradientSource.of(x))).hasValue("cut at stop_gradient");
        }
    }

    @Test
    void customGradient_replacesTheGradientOfTheOperations() {
        Tensor x = scalar(3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor y = customGradient(in -> WithGradient.of(square(in.get(0)), g -> multiply(g, 100)), x);
            assertThat(y.item()).isEqualTo(9);
            assertThat(tape.gradient(multiply(y, 2), x).item()).isEqualTo(200);
        }
    }

    @Test
    void customGradient_ofSeveralInputs() {
        Tensor a = scalar(3);
        Tensor b = scalar(4);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(a);
            tape.watch(b);
            Tensor y = customGradient(
                    in -> WithGradient.of(multiply(in.get(0), in.get(1)), g -> multiply(g, 5), g -> multiply(g, 7)),
                    a,
                    b);
            List<Tensor> gradients = tape.gradient(y, List.of(GradientSource.of(a), GradientSource.of(b)));
            assertThat(gradients.get(0).item()).isEqualTo(5);
            assertThat(gradients.get(1).item()).isEqualTo(7);
        }
    }

    @Test
    void customGradient_isDifferentiable_throughIntermediateValuesToo() {
        double s = 1 / (1 + Math.exp(-0.4));
        Tensor x = scalar(0.4);
        try (GradientTape outer = GradientTape.open()) {
            outer.watch(x);
            Tensor first;
            try (GradientTape inner = GradientTape.open()) {
                inner.watch(x);
                first = inner.gradient(customGradient(SOFTPLUS, x), x);
            }
            assertThat(first.item()).isCloseTo(s, within(1e-12));
            assertThat(outer.gradient(first, x).item()).isCloseTo(s * (1 - s), within(1e-12));
        }
    }

    @Test
    void customGradient_rejectsReadingVariables() {
        Variable w = new Variable("w", scalar(2), Variable.Trainable.YES);
        assertThatThrownBy(() ->
                        customGradient(in -> WithGradient.of(multiply(in.get(0), w.read()), g -> g), scalar(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot read variable 'w' inside customGradient");
        assertThat(w.read().item()).isEqualTo(2);
    }

    @Test
    void customGradient_checksItsRules() {
        Tensor x = Tensor.of(new double[] {1, 2}, 2);
        assertThatThrownBy(() -> customGradient(in -> WithGradient.of(in.get(0)), x))
                .hasMessage("Invalid custom gradient: 0 rules (one for each of 1 inputs)");
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor y = customGradient(in -> WithGradient.of(in.get(0), g -> scalar(1)), x);
            assertThatThrownBy(() -> tape.gradient(y, x))
                    .hasMessage("Invalid custom gradient by input 0: float64 () (the input is float64 (2,))");
        }
    }

    @Test
    void customGradient_keepsRows() {
        Tensor x = Tensor.of(new float[] {1, 2}, 2).setRows(Rows.of(7, 9));
        Tensor y = customGradient(in -> WithGradient.of(square(in.get(0)), g -> g), x);
        assertThat(y.rows()).contains(Rows.of(7, 9));
        assertThat(stopGradient(Tensor.symbolic(DType.FLOAT32, Shape.of(2))).isSymbolic())
                .isTrue();
    }
}
