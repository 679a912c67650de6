package io.kindling.autodiff;

import static io.kindling.autodiff.op.Arithmetic.multiply;
import static io.kindling.autodiff.op.Functions.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Linear;
import io.kindling.autodiff.op.Reductions;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientTapeTest {
    @Test
    void gradientOfSquare_isTwiceX() {
        Variable x = new Variable("x", Tensor.scalar(3), Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open()) {
            Tensor y = multiply(x.read(), x.read());
            assertThat(tape.gradient(y, x).item()).isEqualTo(6);
        }
    }

    @Test
    void nestedTapes_giveTheSecondDerivative() {
        Tensor x = Tensor.scalar(io.kindling.tensor.DType.FLOAT64, 0.3);
        try (GradientTape outer = GradientTape.open()) {
            outer.watch(x);
            Tensor first;
            try (GradientTape inner = GradientTape.open()) {
                inner.watch(x);
                first = inner.gradient(tanh(x), x);
            }
            double t = Math.tanh(0.3);
            assertThat(first.item()).isCloseTo(1 - t * t, within(1e-12));
            assertThat(outer.gradient(first, x).item()).isCloseTo(-2 * t * (1 - t * t), within(1e-12));
        }
    }

    @Test
    void matmul_gradientsHaveTheInputsShapes() {
        Variable w = new Variable("w", Tensor.of(new float[6], 3, 2), Variable.Trainable.YES);
        Variable b = new Variable("b", Tensor.of(new float[2], 2), Variable.Trainable.YES);
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor y = io.kindling.autodiff.op.Arithmetic.add(Linear.matmul(x, w.read()), b.read());
            List<Tensor> g = tape.gradient(Reductions.sum(y), List.of(w, b));
            assertThat(g.get(0).floats()).containsExactly(5, 5, 7, 7, 9, 9);
            assertThat(g.get(1).floats()).containsExactly(2, 2);
        }
    }
}
