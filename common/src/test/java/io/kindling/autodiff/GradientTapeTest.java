package io.kindling.autodiff;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gradients of one or several targets by their sources, of first and higher order. */
@SuppressWarnings("try") // scopes are used only for their side effects
class GradientTapeTest {
    private static Tensor scalar(double value) {
        return Tensor.scalar(DType.FLOAT64, value);
    }

    private static Variable variable(String name, double value) {
        return new Variable(name, scalar(value), Variable.Trainable.YES);
    }

    @Test
    void gradientOfSquare_isTwiceX() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            assertThat(tape.gradient(square(x.read()), x).item()).isEqualTo(6);
        }
    }

    @Test
    void matmul_gradientsHaveTheInputsShapes() {
        Variable w = new Variable("w", Tensor.of(new float[6], 3, 2), Variable.Trainable.YES);
        Variable b = new Variable("b", Tensor.of(new float[2], 2), Variable.Trainable.YES);
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor y = add(Ops.matmul(x, w.read()), b.read());
            List<Tensor> g = tape.gradient(Ops.sum(y), List.of(w, b));
            assertThat(g.get(0).floats()).containsExactly(5, 5, 7, 7, 9, 9);
            assertThat(g.get(1).floats()).containsExactly(2, 2);
        }
    }

    @Test
    void nestedTapes_giveHigherDerivatives() {
        Tensor x = scalar(0.3);
        try (GradientTape third = GradientTape.open()) {
            third.watch(x);
            Tensor secondDerivative;
            try (GradientTape second = GradientTape.open()) {
                second.watch(x);
                Tensor firstDerivative;
                try (GradientTape first = GradientTape.open()) {
                    first.watch(x);
                    firstDerivative = first.gradient(tanh(x), x);
                }
                double t = Math.tanh(0.3);
                assertThat(firstDerivative.item()).isCloseTo(1 - t * t, within(1e-12));
                secondDerivative = second.gradient(firstDerivative, x);
                assertThat(secondDerivative.item()).isCloseTo(-2 * t * (1 - t * t), within(1e-12));
            }
            double t = Math.tanh(0.3);
            assertThat(third.gradient(secondDerivative, x).item())
                    .isCloseTo((1 - t * t) * (6 * t * t - 2), within(1e-12));
        }
    }

    @Test
    void persistentTape_insideItsScope_givesSecondDerivatives() {
        Tensor x = scalar(2);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(x);
            Tensor first = tape.gradient(multiply(x, square(x)), x);
            assertThat(first.item()).isEqualTo(12);
            assertThat(tape.gradient(first, x).item()).isEqualTo(12);
        }
    }

    @Test
    void nonScalarTarget_givesTheGradientOfItsSum() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            assertThat(tape.gradient(square(x), x).doubles()).containsExactly(2, 4, 6);
        }
    }

    @Test
    void outputGradients_weightTheTarget() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor weights = Tensor.of(new double[] {1, 0, -1}, 3);
            List<Tensor> gradients = tape.gradient(
                    List.of(square(x)), List.of(GradientSource.of(x)), List.of(weights), Unconnected.NONE);
            assertThat(gradients.get(0).doubles()).containsExactly(2, 0, -6);
        }
    }

    @Test
    void outputGradient_mustFitTheTarget() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor y = square(x);
            List<GradientSource> sources = List.of(GradientSource.of(x));
            assertThatThrownBy(() -> tape.gradient(List.of(y), sources, List.of(scalar(1)), Unconnected.NONE))
                    .hasMessage("Invalid output gradient: float64 () (the target is float64 (3,))");
            assertThatThrownBy(() -> tape.gradient(List.of(y), sources, List.of(), Unconnected.NONE))
                    .hasMessage("Invalid outputGradients: 0 (one for each of 1 targets)");
        }
    }

    @Test
    void gradientsOfSeveralTargets_areAdded() {
        Tensor x = scalar(3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            List<Tensor> gradients = tape.gradient(
                    List.of(square(x), multiply(x, 10)),
                    List.of(GradientSource.of(x)),
                    Arrays.asList(null, null),
                    Unconnected.NONE);
            assertThat(gradients.get(0).item()).isEqualTo(16);
        }
    }

    @Test
    void oneSourceTwice_givesTwoEntries() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            List<Tensor> gradients = tape.gradient(square(x.read()), List.of(x, x));
            assertThat(gradients)
                    .hasSize(2)
                    .allSatisfy(g -> assertThat(g.item()).isEqualTo(6));
        }
    }

    @Test
    void intermediateSource_keepsTheGradientOfEarlierSources() {
        Tensor x = scalar(3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor h = square(x);
            List<Tensor> gradients = tape.gradient(square(h), List.of(GradientSource.of(x), GradientSource.of(h)));
            assertThat(gradients.get(0).item()).isEqualTo(4 * 27);
            assertThat(gradients.get(1).item()).isEqualTo(18);
        }
    }

    @Test
    void targetThatIsTheSource_hasGradientOne() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            assertThat(tape.gradient(x.read(), x).item()).isEqualTo(1);
        }
    }

    @Test
    void variableAsTarget_isReadByTheTape() {
        Variable x = variable("x", 3);
        Variable other = variable("other", 3);
        try (GradientTape tape = GradientTape.open()) {
            List<Tensor> gradients = tape.gradient(x, List.of(x, other));
            assertThat(gradients.get(0).item()).isEqualTo(1);
            assertThat(gradients.get(1)).isNull();
        }
    }

    @Test
    void variableReadBeforeAndAfterAnAssignment_sumsBothGradients() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor before = square(x.read());
            x.assign(scalar(5));
            assertThat(tape.gradient(add(before, square(x.read())), x).item()).isEqualTo(6 + 10);
        }
    }

    @Test
    void emptyShard_givesGradientsOfZero() {
        Variable w = new Variable("w", Tensor.of(new float[] {1, 2, 3}, 3, 1), Variable.Trainable.YES);
        Tensor none = Tensor.zeros(0, 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor loss = Ops.sum(square(Ops.matmul(none, w.read())));
            assertThat(tape.gradient(loss, w).floats()).containsExactly(0, 0, 0);
        }
    }

    /** A gate of shape (batch, 1) and a vector: with a batch of one row, the gate has one element. */
    @Test
    void vectorAndOneRow_broadcast() {
        for (int rows : new int[] {2, 1}) {
            Variable vector = new Variable("v", Tensor.of(new float[] {2, 3, 5}, 3), Variable.Trainable.YES);
            Variable gate = new Variable("g", Tensor.full(DType.FLOAT32, Shape.of(rows, 1), 4), Variable.Trainable.YES);
            try (GradientTape tape = GradientTape.open()) {
                Tensor product = multiply(vector.read(), gate.read());
                assertThat(product.shape()).isEqualTo(Shape.of(rows, 3));
                List<Tensor> gradients = tape.gradient(Ops.sum(square(product)), List.of(vector, gate));
                assertThat(gradients.get(0).floats()).containsExactly(64f * rows, 96f * rows, 160f * rows);
                float ofGate = 2 * 4 * (4 + 9 + 25);
                assertThat(gradients.get(1).floats()).containsOnly(ofGate).hasSize(rows);
            }
        }
    }

    @Test
    void longChain_isTraversedOnce() {
        Variable x = variable("x", 1);
        try (GradientTape tape = GradientTape.open()) {
            Tensor y = x.read();
            for (int i = 0; i < 20; i++) {
                y = add(y, y);
            }
            // A walk of every path separately would take a million steps.
            assertThat(tape.gradient(y, x).item()).isEqualTo(1 << 20);
        }
    }

    @Test
    void jacobian_hasTheShapesOfTargetAndSource() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3), Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(x);
            Tensor y = Ops.sum(multiply(w.read(), square(x)), 1);
            assertThat(tape.jacobian(y, GradientSource.of(x)).doubles()).containsExactly(2, 8, 18, 8, 20, 36);
            Tensor byWeights = tape.jacobian(y, w);
            assertThat(byWeights.shape()).isEqualTo(Shape.of(2, 2, 3));
            assertThat(byWeights.doubles()).containsExactly(1, 4, 9, 0, 0, 0, 0, 0, 0, 1, 4, 9);
            assertThat(tape.jacobian(square(scalar(1)), w)).isNull();
        }
    }
}
