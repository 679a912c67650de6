package io.kindling.autodiff;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sources without a gradient, and the explanations for it. */
@SuppressWarnings("try") // scopes are used only for their side effects
class ConnectionTest {
    private static Tensor scalar(double value) {
        return Tensor.scalar(DType.FLOAT64, value);
    }

    private static Variable variable(String name, double value) {
        return new Variable(name, scalar(value), Variable.Trainable.YES);
    }

    @Test
    void unconnectedSource_isNullOrZeros() {
        Variable x = variable("x", 3);
        Variable w = new Variable("w", Tensor.of(new float[6], 2, 3), Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            w.read();
            Tensor y = square(x.read());
            assertThat(tape.gradient(y, w)).isNull();
            Tensor zeros = tape.gradient(y, List.of(w), Unconnected.ZERO).get(0);
            assertThat(zeros.shape()).isEqualTo(Shape.of(2, 3));
            assertThat(zeros.floats()).containsOnly(0);
        }
    }

    @Test
    void integers_haveNoGradient() {
        Tensor n = Tensor.of(new int[] {1, 2}, 2);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(n);
            Tensor y = square(Ops.cast(n, DType.FLOAT64));
            assertThat(tape.gradient(y, n)).isNull();
            assertThat(tape.explain(y, GradientSource.of(n)))
                    .hasValue("the tensor is int32: only float32 and float64 have gradients");
        }
    }

    @Test
    void castToIntegersAndBack_cutsTheGradient() {
        Variable x = variable("x", 3.7);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            Tensor whole = Ops.cast(x.read(), DType.INT32);
            Tensor y = square(Ops.cast(whole, DType.FLOAT64));
            assertThat(tape.gradient(y, x)).isNull();
            assertThat(tape.explain(y, x)).hasValue("cut at cast");
            assertThat(tape.gradient(whole, x)).isNull();
            assertThat(tape.explain(whole, x)).hasValue("the target is int32: only float32 and float64 have gradients");
        }
    }

    @Test
    void castBetweenFloatingTypes_keepsTheGradient() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor gradient = tape.gradient(square(Ops.cast(x.read(), DType.FLOAT32)), x);
            assertThat(gradient.dtype()).isEqualTo(DType.FLOAT64);
            assertThat(gradient.item()).isEqualTo(6);
        }
    }

    @Test
    void explain_saysWhyAGradientIsNull() {
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3}, 3), Variable.Trainable.YES);
        Variable unread = variable("unread", 1);
        Variable unused = variable("unused", 1);
        Variable frozen = new Variable("frozen", scalar(1), Variable.Trainable.NO);
        Tensor unwatched = scalar(1);
        Tensor readEarly = unread.read();
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            unused.read();
            Tensor value = w.read();
            Tensor place = Ops.argmax(value, 0);
            Tensor cut = add(Ops.cast(place, DType.FLOAT64), multiply(readEarly, frozen.read()));
            Tensor whole = add(cut, Ops.sum(value));

            assertThat(tape.explain(whole, w)).isEmpty();
            assertThat(tape.explain(cut, w)).hasValue("cut at argmax");
            assertThat(tape.explain(cut, unread)).hasValue("'unread' was never read in the scope");
            assertThat(tape.explain(cut, frozen)).hasValue("'frozen' is not trainable");
            assertThat(tape.explain(cut, unused))
                    .hasValue("the target was not computed from 'unused' while the tape recorded");
            assertThat(tape.explain(cut, GradientSource.of(unwatched)))
                    .hasValue("the tensor was never watched in the scope: call tape.watch(tensor) before using it");
        }
    }

    @Test
    void explain_namesOnlyCutsOnThePath() {
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3}, 3), Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            Ops.argmax(w.read(), 0);
            assertThat(tape.explain(square(scalar(2)), w))
                    .hasValue("the target was not computed from 'w' while the tape recorded");
        }
    }

    @Test
    void usedTape_explainsOnlyTheGradientsItComputed() {
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3}, 3), Variable.Trainable.YES);
        Variable other = variable("other", 1);
        GradientTape tape = GradientTape.open();
        Tensor y = Ops.cast(Ops.argmax(w.read(), 0), DType.FLOAT64);
        tape.gradient(y, w);
        assertThat(tape.explain(y, w)).hasValue("cut at argmax");
        assertThatThrownBy(() -> tape.explain(y, other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot explain a gradient that was not computed");
    }
}
