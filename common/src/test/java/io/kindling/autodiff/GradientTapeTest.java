package io.kindling.autodiff;

import static io.kindling.autodiff.op.Arithmetic.add;
import static io.kindling.autodiff.op.Arithmetic.multiply;
import static io.kindling.autodiff.op.Arithmetic.square;
import static io.kindling.autodiff.op.Functions.exp;
import static io.kindling.autodiff.op.Functions.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Linear;
import io.kindling.autodiff.op.Reductions;
import io.kindling.autodiff.op.Types;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes are opened for what they do, not read
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
            Tensor y = add(Linear.matmul(x, w.read()), b.read());
            List<Tensor> g = tape.gradient(Reductions.sum(y), List.of(w, b));
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
    void onePersistentTape_inItsScope_alsoGivesTheSecondDerivative() {
        Tensor x = scalar(2);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(x);
            Tensor first = tape.gradient(multiply(x, square(x)), x);
            assertThat(first.item()).isEqualTo(12);
            assertThat(tape.gradient(first, x).item()).isEqualTo(12);
        }
    }

    @Test
    void targetThatIsNoScalar_givesTheGradientOfItsSum() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            assertThat(tape.gradient(square(x), x).doubles()).containsExactly(2, 4, 6);
        }
    }

    @Test
    void outputGradients_weighTheTarget() {
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
    void severalTargets_addUp() {
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
    void sourceOnTheWay_isConstantForTheOthersToo() {
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
    void secondGradientOfOneTape_needsPersistent() {
        Variable x = variable("x", 3);
        GradientTape once = GradientTape.open();
        Tensor y = square(x.read());
        once.close();
        once.gradient(y, x);
        assertThatThrownBy(() -> once.gradient(y, x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot call gradient twice on a tape that is not persistent:"
                        + " open it with GradientTape.open(TapeOption.PERSISTENT).");

        GradientTape often = GradientTape.open(TapeOption.PERSISTENT);
        Tensor z = square(x.read());
        often.close();
        assertThat(often.gradient(z, x).item()).isEqualTo(6);
        assertThat(often.gradient(z, x).item()).isEqualTo(6);
    }

    @Test
    void gradientInsideTheScope_endsRecording() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            tape.gradient(square(x.read()), x);
            assertThatThrownBy(tape::stopRecording).hasMessage("Cannot stop a tape that is not recording.");
        }
    }

    @Test
    void tapeThatRecords_cannotBeOpenedAgain() {
        try (GradientTape tape = GradientTape.open()) {
            assertThatThrownBy(tape::resume)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot open a tape that is already recording.");
        }
    }

    @Test
    void closedTape_goesOnWhenResumed() {
        Variable x = variable("x", 3);
        GradientTape tape = GradientTape.open();
        Tensor y = square(x.read());
        tape.close();
        Tensor unseen = square(y);
        tape.resume();
        Tensor z = multiply(y, 5);
        tape.close();
        assertThat(tape.explain(unseen, x)).hasValue("the target was not computed from 'x' while the tape recorded");
        assertThat(tape.gradient(z, x).item()).isEqualTo(30);
    }

    @Test
    void usedTape_resumesAnew() {
        Variable x = variable("x", 3);
        GradientTape tape = GradientTape.open();
        tape.gradient(square(x.read()), x);
        tape.resume();
        Tensor y = exp(x.read());
        assertThat(tape.gradient(y, x).item()).isCloseTo(Math.exp(3), within(1e-12));
    }

    @Test
    void pausedTape_recordsNothing() {
        Tensor x = scalar(3);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(x);
            Tensor unseen;
            try (GradientTape.Paused pause = tape.stopRecording()) {
                unseen = square(x);
            }
            Tensor seen = square(x);
            assertThat(tape.gradient(unseen, x)).isNull();
            assertThat(tape.gradient(seen, x).item()).isEqualTo(6);
        }
    }

    @Test
    void resetTape_hasForgottenEverything() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor before = square(x.read());
            tape.reset();
            assertThat(tape.watchedVariables()).isEmpty();
            Tensor after = exp(x.read());
            List<Tensor> gradients =
                    tape.gradient(List.of(before, after), List.of(x), Arrays.asList(null, null), Unconnected.NONE);
            assertThat(gradients.get(0).item()).isCloseTo(Math.exp(3), within(1e-12));
        }
    }

    @Test
    void watchedVariables_areThoseRead_inOrder() {
        Variable a = variable("a", 1);
        Variable b = variable("b", 1);
        Variable frozen = new Variable("frozen", scalar(1), Variable.Trainable.NO);
        try (GradientTape tape = GradientTape.open()) {
            b.read();
            frozen.read();
            a.read();
            b.read();
            assertThat(tape.watchedVariables()).containsExactly(b, a);
        }
    }

    @Test
    void tapeThatWatchesByHand_ignoresVariablesThatAreRead() {
        Variable a = variable("a", 3);
        Variable b = variable("b", 4);
        try (GradientTape tape = GradientTape.open(TapeOption.WATCH_BY_HAND, TapeOption.PERSISTENT)) {
            tape.watch(a);
            Tensor y = multiply(a.read(), b.read());
            assertThat(tape.gradient(y, Collections.singletonList(a)).get(0).item())
                    .isEqualTo(4);
            assertThat(tape.gradient(y, b)).isNull();
            assertThat(tape.explain(y, b))
                    .hasValue("'b' was never watched: this tape watches by hand, call tape.watch(variable)");
        }
    }

    @Test
    void frozenVariable_canBeWatchedByHand() {
        Variable frozen = new Variable("frozen", scalar(3), Variable.Trainable.NO);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(frozen);
            assertThat(tape.gradient(square(frozen.read()), frozen).item()).isEqualTo(6);
        }
    }

    @Test
    void integers_haveNoGradient() {
        Tensor n = Tensor.of(new int[] {1, 2}, 2);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(n);
            Tensor y = square(Types.cast(n, DType.FLOAT64));
            assertThat(tape.gradient(y, n)).isNull();
            assertThat(tape.explain(y, GradientSource.of(n)))
                    .hasValue("the tensor is int32: only float32 and float64 have gradients");
        }
    }

    @Test
    void castToIntegersAndBack_cuts() {
        Variable x = variable("x", 3.7);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            Tensor whole = Types.cast(x.read(), DType.INT32);
            Tensor y = square(Types.cast(whole, DType.FLOAT64));
            assertThat(tape.gradient(y, x)).isNull();
            assertThat(tape.explain(y, x)).hasValue("cut at cast");
            assertThat(tape.gradient(whole, x)).isNull();
            assertThat(tape.explain(whole, x)).hasValue("the target is int32: only float32 and float64 have gradients");
        }
    }

    @Test
    void castBetweenFloatingTypes_passesTheGradient() {
        Variable x = variable("x", 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor gradient = tape.gradient(square(Types.cast(x.read(), DType.FLOAT32)), x);
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
            Tensor place = Reductions.argmax(value, 0);
            Tensor cut = add(Types.cast(place, DType.FLOAT64), multiply(readEarly, frozen.read()));
            Tensor whole = add(cut, Reductions.sum(value));

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
    void explain_namesOnlyCutsOnTheWay() {
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3}, 3), Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            Reductions.argmax(w.read(), 0);
            assertThat(tape.explain(square(scalar(2)), w))
                    .hasValue("the target was not computed from 'w' while the tape recorded");
        }
    }

    @Test
    void usedTape_stillExplainsTheGradientsItGave_butNoOthers() {
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3}, 3), Variable.Trainable.YES);
        Variable other = variable("other", 1);
        GradientTape tape = GradientTape.open();
        Tensor y = Types.cast(Reductions.argmax(w.read(), 0), DType.FLOAT64);
        tape.gradient(y, w);
        assertThat(tape.explain(y, w)).hasValue("cut at argmax");
        assertThatThrownBy(() -> tape.explain(y, other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot explain a gradient that was not asked for");
    }

    @Test
    void emptyShard_givesGradientsOfZero() {
        Variable w = new Variable("w", Tensor.of(new float[] {1, 2, 3}, 3, 1), Variable.Trainable.YES);
        Tensor none = Tensor.zeros(DType.FLOAT32, Shape.of(0, 3));
        try (GradientTape tape = GradientTape.open()) {
            Tensor loss = Reductions.sum(square(Linear.matmul(none, w.read())));
            assertThat(tape.gradient(loss, w).floats()).containsExactly(0, 0, 0);
        }
    }

    @Test
    void longChain_isWalkedOnce() {
        Variable x = variable("x", 1);
        try (GradientTape tape = GradientTape.open()) {
            Tensor y = x.read();
            for (int i = 0; i < 20; i++) {
                y = add(y, y);
            }
            // Were each path walked by itself, there would be a million.
            assertThat(tape.gradient(y, x).item()).isEqualTo(1 << 20);
        }
    }

    @Test
    void jacobian_hasTheTargetsShapeAndTheSources() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        Variable w = new Variable("w", Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3), Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            tape.watch(x);
            Tensor y = Reductions.sum(multiply(w.read(), square(x)), 1);
            assertThat(tape.jacobian(y, GradientSource.of(x)).doubles()).containsExactly(2, 8, 18, 8, 20, 36);
            Tensor byWeights = tape.jacobian(y, w);
            assertThat(byWeights.shape()).isEqualTo(Shape.of(2, 2, 3));
            assertThat(byWeights.doubles()).containsExactly(1, 4, 9, 0, 0, 0, 0, 0, 0, 1, 4, 9);
            assertThat(tape.jacobian(square(scalar(1)), w)).isNull();
        }
    }

    @Test
    void variablesOfOneTensor_cannotBeToldApart() {
        Tensor shared = scalar(1);
        Variable a = new Variable("a", shared, Variable.Trainable.YES);
        Variable b = new Variable("b", shared, Variable.Trainable.YES);
        try (GradientTape tape = GradientTape.open()) {
            a.read();
            assertThatThrownBy(b::read)
                    .hasMessage("Cannot tell the gradients of variables 'a' and 'b' apart: one tensor is the value of"
                            + " both. Give each its own.");
        }
    }
}
