package io.kindling.autodiff;

import static io.kindling.autodiff.op.Ops.exp;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * When a tape records, what it watches, and how often it can be used.
 *
 * @see GradientTape
 */
@SuppressWarnings("try") // scopes are used only for their side effects
class TapeRecordingTest {
    private static Tensor scalar(double value) {
        return Tensor.scalar(DType.FLOAT64, value);
    }

    private static Variable variable(String name, double value) {
        return new Variable(name, scalar(value), Variable.Trainable.YES);
    }

    @Test
    void secondGradientOfATape_requiresPersistent() {
        Variable x = variable("x", 3);
        GradientTape once = GradientTape.open();
        Tensor y = square(x.read());
        once.close();
        once.gradient(y, x);
        assertThatThrownBy(() -> once.gradient(y, x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot call gradient twice on a tape that is not persistent:"
                        + " open it with GradientTape.open(TapeOption.PERSISTENT).");

        GradientTape persistent = GradientTape.open(TapeOption.PERSISTENT);
        Tensor z = square(x.read());
        persistent.close();
        assertThat(persistent.gradient(z, x).item()).isEqualTo(6);
        assertThat(persistent.gradient(z, x).item()).isEqualTo(6);
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
    void recordingTape_cannotBeResumed() {
        try (GradientTape tape = GradientTape.open()) {
            assertThatThrownBy(tape::resume)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot open a tape that is already recording.");
        }
    }

    @Test
    void closedTape_continuesWhenResumed() {
        Variable x = variable("x", 3);
        GradientTape tape = GradientTape.open();
        Tensor y = square(x.read());
        tape.close();
        Tensor unrecorded = square(y);
        tape.resume();
        Tensor z = multiply(y, 5);
        tape.close();
        assertThat(tape.explain(unrecorded, x))
                .hasValue("the target was not computed from 'x' while the tape recorded");
        assertThat(tape.gradient(z, x).item()).isEqualTo(30);
    }

    @Test
    void usedTape_isEmptyWhenResumed() {
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
            Tensor unrecorded;
            try (GradientTape.Paused pause = tape.stopRecording()) {
                unrecorded = square(x);
            }
            Tensor recorded = square(x);
            assertThat(tape.gradient(unrecorded, x)).isNull();
            assertThat(tape.gradient(recorded, x).item()).isEqualTo(6);
        }
    }

    @Test
    void resetTape_isEmpty() {
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
    void watchedVariables_areTheVariablesRead_inOrder() {
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
    void watchByHand_ignoresReadVariables() {
        Variable a = variable("a", 3);
        Variable b = variable("b", 4);
        try (GradientTape tape = GradientTape.open(TapeOption.WATCH_EXPLICITLY, TapeOption.PERSISTENT)) {
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

    /** As a target network takes the weights of another: {@code y = a * a * b} at a = 5, b = 5. */
    @Test
    void variablesOfOneValue_haveGradientsOfTheirOwn() {
        Variable a = variable("a", 5);
        Variable assigned = variable("assigned", 2);
        assigned.assign(a.read());
        Variable assignedUnread = variable("assignedUnread", 2);
        assignedUnread.assign(a.tensor());
        Variable created = new Variable("created", a.tensor(), Variable.Trainable.YES);
        for (Variable b : List.of(assigned, assignedUnread, created)) {
            try (GradientTape tape = GradientTape.open()) {
                Tensor y = multiply(square(a.read()), b.read());
                List<Tensor> gradients = tape.gradient(y, List.of(a, b));
                assertThat(gradients).extracting(Tensor::item).containsExactly(50.0, 25.0);
            }
        }
        a.assign(scalar(1));
        assertThat(assigned.read().item()).isEqualTo(5);
    }

    @Test
    void assignedValue_outlivesItsScope() {
        Variable x = variable("x", 1);
        try (MemoryPool pool = new MemoryPool();
                TensorScope scope = TensorScope.open(pool)) {
            x.assign(scalar(7));
        }
        assertThat(x.read().item()).isEqualTo(7);
    }

    private static String logged(Runnable action) {
        PrintStream error = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(error);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    /** Nothing reaches the tapes any more, so that they are gone with the next collection. */
    @Test
    void tapesLeftOpen_areWarnedOfOnce_andDoNotRecordOn() {
        Variable x = variable("x", 3);
        WeakReference<GradientTape> left = new WeakReference<>(GradientTape.open(TapeOption.PERSISTENT));
        while (left.get() != null) {
            System.gc();
        }
        String first = logged(() -> square(x.read()).item());
        assertThat(first).isEmpty();
        String second = logged(() -> GradientTape.open().close());
        assertThat(second).containsOnlyOnce("A tape was not closed (at ");
        assertThat(logged(() -> GradientTape.open().close())).isEmpty();
    }

    @Test
    void manyOpenTapes_areWarnedOf_andAllGiveGradients() {
        Variable x = variable("x", 3);
        List<GradientTape> tapes = new ArrayList<>();
        // AssertJ's frame stands for the line of a user, and is another one than that of JUnit.
        String warned = logged(() -> assertThatCode(() -> {
                    for (int i = 0; i < 20; i++) {
                        tapes.add(GradientTape.open());
                    }
                })
                .doesNotThrowAnyException());
        assertThat(warned).containsOnlyOnce("A tape was not closed (at ");
        Tensor y = square(x.read());
        for (GradientTape tape : tapes) {
            assertThat(tape.gradient(y, x).item()).isEqualTo(6);
        }
    }

    @Test
    void warningsOfALine_areGivenOnce() {
        Variable x = variable("x", 3);
        String warned = logged(() -> assertThatCode(() -> {
                    for (int i = 0; i < 3; i++) {
                        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
                            tape.watch(Tensor.of(new int[] {1}, 1));
                            tape.gradient(square(x.read()), x);
                        }
                    }
                })
                .doesNotThrowAnyException());
        assertThat(warned)
                .containsOnlyOnce("A watched tensor is int32")
                .containsOnlyOnce("Calling gradient on a persistent tape inside its scope");
    }

    @Test
    void variablesWithTheSameTensor_areRejected() {
        Tensor shared = scalar(1);
        Variable a = variable("a", 0);
        Variable b = variable("b", 0);
        a.adopt(shared);
        b.adopt(shared);
        try (GradientTape tape = GradientTape.open()) {
            a.read();
            assertThatThrownBy(b::read)
                    .hasMessage("Cannot tell the gradients of variables 'a' and 'b' apart: one tensor is the value of"
                            + " both. Give each its own.");
        }
    }
}
