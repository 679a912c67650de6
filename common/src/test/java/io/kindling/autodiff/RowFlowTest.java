package io.kindling.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowUse;
import io.kindling.autodiff.internal.Tape;
import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares what definitions say about rows with what the operations compute, on all calls that the gradient table makes. */
class RowFlowTest {
    private static final long SEED = 31;

    /** Each operation whose declaration was compared. */
    private final Set<String> compared = new HashSet<>();

    /** The calls of all rows of the table, and of their gradients. */
    private static List<OpCall<?>> calls() {
        List<OpCall<?>> calls = new ArrayList<>();
        Tape recorder = new Tape() {
            @Override
            public void onCall(OpCall<?> call) {
                if (call.output().shape().size() > 0 && call.inputs().stream().allMatch(RowFlowTest::isFloating)) {
                    calls.add(call);
                }
            }

            @Override
            public void onRead(TrackedValue variable) {}
        };
        SplittableRandom random = new SplittableRandom(SEED);
        List<GradientRow> withInputs = GradientTable.ROWS.stream()
                .filter(row -> !row.inputs().isEmpty())
                .toList();
        for (GradientRow row : withInputs) {
            List<Tensor> inputs =
                    row.inputs().stream().map(input -> input.draw(random)).toList();
            Interpreter.start(recorder, "this test");
            try (GradientTape tape = GradientTape.open()) {
                inputs.forEach(tape::watch);
                tape.gradient(
                        row.function().apply(inputs),
                        inputs.stream().map(GradientSource::of).toList());
            } finally {
                Interpreter.stop(recorder);
            }
        }
        return calls;
    }

    private static boolean isFloating(Tensor tensor) {
        return tensor.dtype().isFloating() && tensor.shape().size() > 0;
    }

    @Test
    void operationsDeclaredLinear_areLinear() {
        calls().forEach(this::compareLinearity);
        assertThat(compared)
                .contains("add", "subtract", "multiply", "divide", "negate", "sum", "matmul", "reshape", "transpose")
                .contains("broadcast", "slice", "pad", "concat", "cast", "conv2d", "conv2d_filter_gradient")
                .doesNotContain("maximum", "pow", "exp", "max", "abs", "relu", "softmax", "sqrt");
    }

    /** A function that is linear in some inputs together doubles with them, one that is linear in each with each. */
    private <A> void compareLinearity(OpCall<A> call) {
        RowFlow<A> flow = call.op().flow();
        int count = call.inputs().size();
        List<List<Integer>> groups = new ArrayList<>();
        List<Integer> together = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (flow.linear().is(call.attributes(), i)) {
                together.add(i);
                groups.add(List.of(i));
            }
        }
        if (together.isEmpty()) {
            return;
        }
        compared.add(call.op().name());
        for (List<Integer> group : flow.linearInEach() ? groups : List.of(together)) {
            double[] once = call.op().compute(call.attributes(), call.inputs()).doubles();
            List<Tensor> added = new ArrayList<>(call.inputs());
            List<Tensor> summed = new ArrayList<>(call.inputs());
            SplittableRandom random = new SplittableRandom(SEED);
            for (int i : group) {
                double[] values = call.input(i).doubles();
                double[] other = random.doubles(values.length, -1, 1).toArray();
                added.set(i, like(call.input(i), other));
                double[] sum = new double[values.length];
                Arrays.setAll(sum, at -> values[at] + 3 * other[at]);
                summed.set(i, like(call.input(i), sum));
            }
            double[] ofAdded = call.op().compute(call.attributes(), added).doubles();
            double[] ofSum = call.op().compute(call.attributes(), summed).doubles();
            for (int at = 0; at < once.length; at++) {
                assertThat(ofSum[at])
                        .as("%s, input %s", call.op(), group)
                        .isCloseTo(once[at] + 3 * ofAdded[at], within(1e-4 * (1 + Math.abs(ofSum[at]))));
            }
        }
    }

    private static Tensor like(Tensor tensor, double[] values) {
        return Ops.cast(Tensor.of(values, tensor.shape().dims()), tensor.dtype());
    }

    @Test
    void rowsDeclaredKept_dependOnTheSameRowsOnly() {
        calls().forEach(this::compareRows);
        assertThat(compared)
                .contains("add", "exp", "sum", "max", "matmul", "conv2d", "max_pool", "reshape", "transpose")
                .contains("broadcast", "slice", "pad", "concat", "softmax", "stop_gradient", "custom_gradient");
    }

    /** Changes one position on an axis that is taken for the row axis, of one input or of all that have that position. */
    private <A> void compareRows(OpCall<A> call) {
        for (int input = 0; input < call.inputs().size(); input++) {
            Shape shape = call.input(input).shape();
            for (int axis = 0; axis < shape.rank(); axis++) {
                for (int out = 0; out < call.output().shape().rank(); out++) {
                    if (shape.dim(axis) > 1 && call.output().shape().dim(out) == shape.dim(axis)) {
                        compareRows(call, input, axis, out);
                    }
                }
            }
        }
    }

    private <A> void compareRows(OpCall<A> call, int input, int axis, int out) {
        List<RowFlow.Operand> operands = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            RowUse use = i == input ? new RowUse(RowUse.Kind.PER_ROW, axis) : new RowUse(RowUse.Kind.NONE, -1);
            operands.add(new RowFlow.Operand(use, call.input(i).shape()));
        }
        RowFlow<A> flow = call.op().flow();
        RowFlow.Operand output = new RowFlow.Operand(
                new RowUse(RowUse.Kind.PER_ROW, out), call.output().shape());
        if ((flow.ofFirst() && input > 0) || !flow.kept().holds(call.attributes(), operands, output)) {
            return;
        }
        compared.add(call.op().name());
        int row = call.input(input).shape().dim(axis) - 1;
        double[] values = call.input(input).doubles();
        for (int at = 0; at < values.length; at++) {
            if (position(call.input(input).shape(), axis, at) == row) {
                values[at] += 0.25;
            }
        }
        List<Tensor> changed = new ArrayList<>(call.inputs());
        changed.set(input, like(call.input(input), values));
        double[] before = call.op().compute(call.attributes(), call.inputs()).doubles();
        double[] after = call.op().compute(call.attributes(), changed).doubles();
        for (int at = 0; at < before.length; at++) {
            if (position(call.output().shape(), out, at) != row) {
                assertThat(after[at])
                        .as("%s, axis %d of input %d, %s to %s", call.op(), axis, input, operands, output.shape())
                        .isEqualTo(before[at]);
            }
        }
    }

    private static int position(Shape shape, int axis, int element) {
        long behind = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            behind *= shape.dim(i);
        }
        return (int) (element / behind % shape.dim(axis));
    }
}
