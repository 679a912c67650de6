package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientSource;
import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Interpreter;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Reductions;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Randomness;
import io.kindling.nn.Weights;
import io.kindling.nn.initializer.RandomNormal;
import io.kindling.nn.loss.LossTerm;
import io.kindling.nn.regularizer.L1;
import io.kindling.nn.regularizer.L2;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer promises; a layer is a row here. */
@SuppressWarnings("try") // scopes are opened for what they do, not read
class LayerContractTest {
    /** A layer, the shapes of its inputs' and output's rows, and the shapes of its weights in order. */
    record Row(Supplier<Layer> layer, List<Shape> inputs, Shape output, List<Shape> weights, boolean dependsOnMode) {
        @Override
        public String toString() {
            Layer made = layer.get();
            return made.kind() + made.config() + " of " + inputs;
        }
    }

    private static Row row(Supplier<Layer> layer, Shape input, Shape output, Shape... weights) {
        return new Row(layer, List.of(input), output, List.of(weights), false);
    }

    private static Row merge(Supplier<Layer> layer, List<Shape> inputs, Shape output) {
        return new Row(layer, inputs, output, List.of(), false);
    }

    private static Row moody(Supplier<Layer> layer, Shape input, Shape output, Shape... weights) {
        return new Row(layer, List.of(input), output, List.of(weights), true);
    }

    private static Shape shape(int... dims) {
        return Shape.of(dims);
    }

    static Stream<Row> rows() {
        return Stream.of(
                row(() -> Dense.of(4), shape(3), shape(4), shape(3, 4), shape(4)),
                row(() -> Dense.of(2).activation("tanh").withoutBias(), shape(3), shape(2), shape(3, 2)),
                row(() -> Dense.of(2).activation("sigmoid"), shape(4, 3), shape(4, 2), shape(3, 2), shape(2)),
                row(() -> Dense.of(2), shape(2, 4, 3), shape(2, 4, 2), shape(3, 2), shape(2)),
                row(
                        () -> Dense.of(2)
                                .kernelRegularizer(L2.of(0.1))
                                .biasRegularizer(L1.of(0.1))
                                .biasInitializer(RandomNormal.of())
                                .activityRegularizer(L2.of(0.3)),
                        shape(3),
                        shape(2),
                        shape(3, 2),
                        shape(2)),
                row(() -> Activation.of("tanh"), shape(3, 2), shape(3, 2)),
                row(ReLU::of, shape(5), shape(5)),
                row(() -> ReLU.upTo(0.5), shape(5), shape(5)),
                row(LeakyReLU::of, shape(5), shape(5)),
                row(() -> LeakyReLU.negativeSlope(0.2), shape(2, 2), shape(2, 2)),
                row(Softmax::of, shape(2, 3), shape(2, 3)),
                row(() -> Softmax.of(1), shape(2, 3), shape(2, 3)),
                row(Flatten::of, shape(2, 3, 4), shape(24)),
                row(Flatten::of, shape(), shape(1)),
                row(() -> Reshape.of(3, 2), shape(6), shape(3, 2)),
                row(() -> Reshape.of(2, -1), shape(4, 3), shape(2, 6)),
                row(() -> Rescaling.of(0.5, -1), shape(3), shape(3)),
                moody(() -> Dropout.of(0.4), shape(20), shape(20)),
                row(() -> ActivityRegularization.of(0.2, 0.3), shape(3), shape(3)),
                row(LayerNormalization::of, shape(4), shape(4), shape(4), shape(4)),
                row(() -> LayerNormalization.of().withoutScale(), shape(2, 3), shape(2, 3), shape(3)),
                moody(BatchNormalization::of, shape(3), shape(3), shape(3), shape(3), shape(3), shape(3)),
                moody(
                        () -> BatchNormalization.of().momentum(0.5).withoutCenter(),
                        shape(2, 2, 3),
                        shape(2, 2, 3),
                        shape(3),
                        shape(3),
                        shape(3)),
                merge(Add::of, List.of(shape(3), shape(3), shape(3)), shape(3)),
                merge(Multiply::of, List.of(shape(2, 3), shape(2, 3)), shape(2, 3)),
                merge(Concatenate::of, List.of(shape(2), shape(3)), shape(5)),
                merge(() -> Concatenate.of(1), List.of(shape(1, 2), shape(3, 2)), shape(4, 2)));
    }

    static Stream<Row> rowsWithWeights() {
        return rows().filter(row -> !row.weights().isEmpty());
    }

    private static List<Tensor> inputs(Row row, DType dtype, int batch, long seed) {
        List<Tensor> inputs = new ArrayList<>();
        for (Shape input : row.inputs()) {
            inputs.add(random(dtype, input.prepend(batch), seed + inputs.size()));
        }
        return inputs;
    }

    private static Tensor random(DType dtype, Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = random.doubles(shape.size(), -2, 2).toArray();
        if (dtype == DType.FLOAT64) {
            return Tensor.of(values, shape.dims());
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, shape.dims());
    }

    private static Tensor call(Layer layer, List<Tensor> inputs, Mode mode) {
        try (Randomness scope = Randomness.step(1, 1)) {
            return layer.call(inputs, mode).get(0);
        }
    }

    @Test
    void everyBuiltInKind_hasARow() {
        Set<String> kinds = new TreeSet<>();
        rows().forEach(row -> kinds.add(row.layer().get().kind()));
        assertThat(kinds).isEqualTo(Layers.kinds());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void outputs_haveTheShapePromised_forAnyBatchSize(Row row) {
        for (Mode mode : Mode.values()) {
            Layer layer = row.layer().get();
            for (int batch : new int[] {5, 1, 0}) {
                Tensor output = call(layer, inputs(row, DType.FLOAT32, batch, 1), mode);
                assertThat(output.shape()).isEqualTo(row.output().prepend(batch));
                try (Interpreter.ShapesOnly scope = Interpreter.shapesOnly()) {
                    List<Tensor> symbols = row.inputs().stream()
                            .map(input -> Tensor.symbolic(DType.FLOAT32, input.prepend(batch)))
                            .toList();
                    assertThat(call(layer, symbols, mode).shape()).isEqualTo(output.shape());
                }
            }
            for (Variable weight : layer.weights()) {
                for (double value : weight.tensor().doubles()) {
                    assertThat(value).as("%s after a batch of 0 rows", weight).isFinite();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void weights_areThosePromised(Row row) {
        Layer layer = row.layer().get();
        call(layer, inputs(row, DType.FLOAT32, 2, 1), Mode.INFERENCE);
        assertThat(layer.weights()).extracting(Variable::shape).containsExactlyElementsOf(row.weights());
        assertThat(layer.weightsByPath()).hasSameSizeAs(row.weights());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void config_makesTheSameLayerAgain(Row row) {
        Layer layer = row.layer().get();
        Layer again = Layers.create(layer.kind(), layer.config());
        assertThat(again.config()).isEqualTo(layer.config());
        List<Tensor> inputs = inputs(row, DType.FLOAT32, 4, 1);
        for (Mode mode : Mode.values()) {
            Tensor expected = call(layer, inputs, mode);
            call(again, inputs, mode);
            Weights.copy(layer, again);
            Tensor actual = call(again, inputs, mode);
            assertThat(actual.floats()).isEqualTo(expected.floats());
            assertThat(again.losses().stream().map(term -> term.value().item()).toList())
                    .isEqualTo(layer.losses().stream()
                            .map(term -> term.value().item())
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gradients_matchFiniteDifferences(Row row) {
        for (Mode mode : Mode.values()) {
            Layer layer = row.layer().get();
            List<Tensor> inputs = inputs(row, DType.FLOAT64, 3, 7);
            call(layer, inputs, Mode.INFERENCE);
            List<Variable> weights = layer.trainableWeights();
            List<Tensor> values = weights.stream().map(Variable::tensor).toList();
            List<GradientSource> sources = new ArrayList<>(weights);
            inputs.forEach(input -> sources.add(GradientSource.of(input)));
            List<@Nullable Tensor> gradients;
            try (GradientTape tape = GradientTape.open()) {
                inputs.forEach(tape::watch);
                gradients = tape.gradient(objective(layer, inputs, mode), sources);
            }
            List<Tensor> directions = sources.stream()
                    .map(source -> random(DType.FLOAT64, source.tensor().shape(), 90 + sources.indexOf(source)))
                    .toList();
            double along = 0;
            for (int i = 0; i < sources.size(); i++) {
                assertThat(gradients.get(i))
                        .as("gradient by %s", sources.get(i))
                        .isNotNull();
                along += dot(gradients.get(i), directions.get(i));
            }
            double h = 1e-5;
            double[] moved = new double[2];
            for (int side = 0; side < 2; side++) {
                double by = side == 0 ? h : -h;
                for (int w = 0; w < weights.size(); w++) {
                    weights.get(w).assign(Arithmetic.add(values.get(w), Arithmetic.multiply(directions.get(w), by)));
                }
                List<Tensor> shifted = new ArrayList<>();
                for (int i = 0; i < inputs.size(); i++) {
                    Tensor direction = directions.get(weights.size() + i);
                    shifted.add(Arithmetic.add(inputs.get(i), Arithmetic.multiply(direction, by)));
                }
                moved[side] = objective(layer, shifted, mode).item();
            }
            double expected = (moved[0] - moved[1]) / (2 * h);
            assertThat(along).as(mode.toString()).isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
        }
    }

    /** A scalar that depends on every element of the output, and on the layer's losses. */
    private static Tensor objective(Layer layer, List<Tensor> inputs, Mode mode) {
        Tensor output = call(layer, inputs, mode);
        Tensor weighted = Arithmetic.multiply(output, random(output.dtype(), output.shape(), 55));
        return layer.losses().stream().map(LossTerm::value).reduce(Reductions.sum(weighted), Arithmetic::add);
    }

    private static double dot(Tensor a, Tensor b) {
        double[] x = a.doubles();
        double[] y = b.doubles();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void onlyLayersThatSaySo_dependOnTheMode(Row row) {
        Layer layer = row.layer().get();
        List<Tensor> inputs = inputs(row, DType.FLOAT32, 4, 1);
        float[] inference = call(layer, inputs, Mode.INFERENCE).floats();
        float[] training = call(layer, inputs, Mode.TRAINING).floats();
        if (row.dependsOnMode()) {
            assertThat(training).isNotEqualTo(inference);
        } else {
            assertThat(training).isEqualTo(inference);
        }
    }

    @ParameterizedTest
    @MethodSource("rowsWithWeights")
    void oneStepDownTheGradient_lowersALoss(Row row) {
        Layer layer = row.layer().get();
        List<Tensor> inputs = inputs(row, DType.FLOAT32, 4, 1);
        call(layer, inputs, Mode.TRAINING);
        List<Variable> weights = layer.trainableWeights();
        double before;
        List<@Nullable Tensor> gradients;
        try (GradientTape tape = GradientTape.open()) {
            Tensor loss = toyLoss(layer, inputs);
            before = loss.item();
            gradients = tape.gradient(loss, weights);
        }
        for (int i = 0; i < weights.size(); i++) {
            Tensor gradient = Objects.requireNonNull(gradients.get(i));
            weights.get(i).assign(Arithmetic.subtract(weights.get(i).tensor(), Arithmetic.multiply(gradient, 0.01)));
        }
        assertThat(toyLoss(layer, inputs).item()).isLessThan(before);
    }

    private static Tensor toyLoss(Layer layer, List<Tensor> inputs) {
        Tensor output = call(layer, inputs, Mode.TRAINING);
        Tensor target = random(output.dtype(), output.shape(), 3);
        return Reductions.mean(Arithmetic.square(Arithmetic.subtract(output, target)));
    }
}
