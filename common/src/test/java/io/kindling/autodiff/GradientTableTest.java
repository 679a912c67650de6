package io.kindling.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.op.OpTable;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** @see OpTable */
class GradientTableTest {
    private static final long SEED = 20240607;

    static Stream<GradientRow> rows() {
        return GradientTable.ROWS.stream();
    }

    static Stream<GradientRow> differentiable() {
        return rows().filter(GradientRow::isDifferentiable);
    }

    static Stream<GradientRow> kinks() {
        return rows().filter(row -> row.kink() != null);
    }

    static Stream<GradientRow> cuts() {
        return rows().filter(row -> row.kind() == GradientRow.Kind.CUT);
    }

    static Stream<GradientRow> evaluated() {
        return rows().filter(row -> row.kind() != GradientRow.Kind.CONSTANT);
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void gradient_matchesDifferences(GradientRow row) {
        try {
            check(row).order1();
        } catch (AssertionError e) {
            throw new AssertionError(row + " (seed " + SEED + "): " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void gradientOfTheGradient_matchesDifferences(GradientRow row) {
        try {
            check(row).order2();
        } catch (AssertionError e) {
            throw new AssertionError(row + " (seed " + SEED + "): " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("kinks")
    void gradientAtAKink_followsItsRule(GradientRow row) {
        List<Tensor> at = row.kink().inputs();
        Tensor ones = Ops.onesLike(row.function().apply(at));
        List<Tensor> gradients = GradientCheck.gradients(row.function(), at, ones);
        for (int i = 0; i < gradients.size(); i++) {
            assertThat(gradients.get(i).doubles())
                    .as("%s, %s: gradient by input %d", row, row.kink().rule(), i)
                    .containsExactly(row.kink().gradients().get(i), within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void gradientOfACut_isNull_andTheOpIsNamed(GradientRow row) {
        List<Tensor> inputs = inputs(row);
        for (Tensor input : inputs) {
            try (GradientTape tape = GradientTape.open()) {
                tape.watch(input);
                Tensor target = row.function().apply(inputs);
                assertThat(tape.gradient(target, input)).isNull();
                assertThat(tape.explain(target, GradientSource.of(input))).hasValue("cut at " + row.op());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("evaluated")
    void everyCall_hasTheInferredShape_andANewOutput(GradientRow row) {
        List<Tensor> inputs = inputs(row);
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            inputs.forEach(tape::watch);
            Tensor output = row.function().apply(inputs);
            GradientCheck.gradients(row.function(), inputs, Ops.onesLike(output));
            for (OpCall<?> call : tape.calls()) {
                assertThat(inferred(call)).as("%s in %s", call.op(), row).isEqualTo(Op.Spec.like(call.output()));
                assertThat(call.inputs()).noneMatch(input -> input == call.output());
            }
            if (row.kind() != GradientRow.Kind.COMPOSITE) {
                assertThat(tape.calls()).extracting(call -> call.op().name()).contains(row.op());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("evaluated")
    void symbolicEvaluation_givesTheSameShapes_forwardAndBackward(GradientRow row) {
        Tensor computed = row.function().apply(inputs(row));
        List<Tensor> symbols = row.symbolicInputs();
        Tensor symbol = row.function().apply(symbols);
        assertThat(symbol.isSymbolic()).isTrue();
        assertThat(Op.Spec.like(symbol)).isEqualTo(Op.Spec.like(computed));
        if (row.isDifferentiable()) {
            List<Tensor> gradients = GradientCheck.gradients(row.function(), symbols, Ops.onesLike(symbol));
            for (int i = 0; i < symbols.size(); i++) {
                assertThat(Op.Spec.like(gradients.get(i))).isEqualTo(Op.Spec.like(symbols.get(i)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void float32_givesTheSameGradients(GradientRow row) {
        if (row.accuracy() == GradientRow.Accuracy.FLOAT32) {
            return;
        }
        List<Tensor> exact = inputs(row);
        List<Tensor> rounded =
                exact.stream().map(x -> Ops.cast(x, DType.FLOAT32)).toList();
        Tensor ones = Ops.onesLike(row.function().apply(exact));
        List<Tensor> expected = GradientCheck.gradients(row.function(), exact, ones);
        List<Tensor> gradients = GradientCheck.gradients(row.function(), rounded, Ops.cast(ones, DType.FLOAT32));
        for (int i = 0; i < gradients.size(); i++) {
            assertThat(gradients.get(i).dtype()).isEqualTo(DType.FLOAT32);
            assertThat(gradients.get(i).doubles())
                    .as("%s: gradient by input %d", row, i)
                    .containsExactly(expected.get(i).doubles(), within(1e-4));
        }
    }

    @Test
    void everyOp_hasARow() {
        for (Op<?> op : OpTable.ops()) {
            List<GradientRow> own = rows().filter(row -> row.kind() != GradientRow.Kind.COMPOSITE)
                    .filter(row -> row.op().equals(op.name()))
                    .toList();
            assertThat(own).as("rows for '%s' in GradientTable", op).isNotEmpty();
            assertThat(own)
                    .as("rows for '%s': differentiable like the operation", op)
                    .allMatch(row -> row.isDifferentiable() == op.isDifferentiable());
        }
    }

    @Test
    void everyRow_belongsToAnOpOrAComposite() {
        Set<String> names = OpTable.ops().stream().map(Op::name).collect(Collectors.toSet());
        assertThat(names).as("names of ops are distinct").hasSize(OpTable.ops().size());
        assertThat(rows()).allMatch(row -> names.contains(row.op()) != (row.kind() == GradientRow.Kind.COMPOSITE));
    }

    @Test
    void gradientsPage_isUpToDate() throws IOException {
        String page = GradientReport.markdown(GradientTable.ROWS);
        String file = System.getProperty("gradients.write");
        if (file != null) {
            Files.writeString(Path.of(file), page);
            return;
        }
        try (InputStream in = GradientTableTest.class.getResourceAsStream("/gradients.md")) {
            assertThat(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8))
                    .as("deploy/docs/gradients.md; its first lines say how it is written")
                    .isEqualTo(page);
        }
    }

    private static GradientCheck check(GradientRow row) {
        return new GradientCheck(row.function(), inputs(row), row.accuracy(), SEED);
    }

    private static List<Tensor> inputs(GradientRow row) {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        return IntStream.range(0, row.inputs().size())
                .mapToObj(i -> row.inputs().get(i).draw(random))
                .toList();
    }

    private static <A> Op.Spec inferred(OpCall<A> call) {
        return call.op().infer(call.attributes(), call.inputs());
    }
}
