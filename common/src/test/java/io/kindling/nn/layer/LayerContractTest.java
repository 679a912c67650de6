package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientSource;
import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Layer;
import io.kindling.nn.LossTerm;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.Randomness;
import io.kindling.nn.Setting;
import io.kindling.nn.Weights;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of all layers; each layer is a row of {@link LayerTable}.
 *
 * @see Layers
 */
@SuppressWarnings("try") // a scope acts by being open
class LayerContractTest {
    static Stream<LayerRow> rows() {
        return LayerTable.rows();
    }

    static Stream<LayerRow> rowsWithTrainableWeights() {
        return rows().filter(row -> {
            Layer layer = row.layer().get();
            call(layer, row.inputs(DType.FLOAT32, 1, 1), Mode.INFERENCE);
            return !layer.trainableWeights().isEmpty();
        });
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
    void outputs_haveTheExpectedShape_forAnyBatchSize(LayerRow row) {
        for (Mode mode : Mode.values()) {
            Layer layer = row.layer().get();
            for (int batch : new int[] {5, 1, 0}) {
                Tensor output = call(layer, row.inputs(DType.FLOAT32, batch, 1), mode);
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
    void weights_haveTheExpectedNamesAndShapes(LayerRow row) {
        Layer layer = row.layer().get();
        call(layer, row.inputs(DType.FLOAT32, 2, 1), Mode.INFERENCE);
        assertThat(layer.weights())
                .extracting(weight -> weight.name().substring(layer.name().length() + 1) + " " + weight.shape())
                .containsExactlyElementsOf(row.weights());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void config_recreatesTheLayer(LayerRow row) {
        Layer layer = row.layer().get();
        Layer again = Layers.create(layer.kind(), layer.config());
        assertThat(again.config()).isEqualTo(layer.config());
        List<Tensor> inputs = row.inputs(DType.FLOAT32, 4, 1);
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
    void settings_returnACopy_andLeaveTheLayerUnchanged(LayerRow row) {
        Layer layer = row.layer().get();
        Config before = layer.config();
        for (Setting setting : Setting.of(layer)) {
            Layer copy = setting.set(layer);
            assertThat(copy).as(setting.toString()).isNotSameAs(layer).hasSameClassAs(layer);
            assertThat(layer.config()).as(setting.toString()).isEqualTo(before);
        }
        Layer named = layer.named("mine");
        call(named, row.inputs(DType.FLOAT32, 2, 1), Mode.INFERENCE);
        assertThat(named.name()).isEqualTo("mine");
        assertThat(named.weights()).hasSameSizeAs(row.weights());
        assertThat(layer.name()).isNotEqualTo("mine");
        assertThat(layer.weights()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void settings_areRejectedAfterTheFirstCall(LayerRow row) {
        Layer layer = row.layer().get();
        call(layer, row.inputs(DType.FLOAT32, 2, 1), Mode.INFERENCE);
        for (Setting setting : Setting.of(layer)) {
            assertThatThrownBy(() -> setting.set(layer))
                    .as(setting.toString())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("Cannot set .* of layer '" + layer.name()
                            + "': it was already called. Set it before the first call.");
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gradients_matchFiniteDifferences(LayerRow row) {
        for (Mode mode : Mode.values()) {
            Layer layer = row.layer().get();
            List<Tensor> inputs = row.inputs(DType.FLOAT64, 3, 7);
            call(layer, inputs, Mode.INFERENCE);
            List<Variable> weights = layer.trainableWeights();
            List<Tensor> values = weights.stream().map(Variable::tensor).toList();
            List<GradientSource> sources = new ArrayList<>(weights);
            if (row.isDifferentiableByInputs()) {
                inputs.forEach(input -> sources.add(GradientSource.of(input)));
            }
            List<@Nullable Tensor> gradients;
            try (GradientTape tape = GradientTape.open()) {
                inputs.forEach(tape::watch);
                gradients = tape.gradient(objective(layer, inputs, mode), sources);
            }
            List<Tensor> directions = sources.stream()
                    .map(source ->
                            LayerRow.random(DType.FLOAT64, source.tensor().shape(), 90 + sources.indexOf(source)))
                    .toList();
            double directional = 0;
            for (int i = 0; i < sources.size(); i++) {
                assertThat(gradients.get(i))
                        .as("gradient by %s", sources.get(i))
                        .isNotNull();
                directional += dot(gradients.get(i), directions.get(i));
            }
            double h = 1e-5;
            double[] objectives = new double[2];
            for (int side = 0; side < 2; side++) {
                double by = side == 0 ? h : -h;
                for (int w = 0; w < weights.size(); w++) {
                    weights.get(w).assign(moved(values.get(w), directions.get(w), by));
                }
                List<Tensor> movedInputs = new ArrayList<>();
                for (int i = 0; i < inputs.size(); i++) {
                    movedInputs.add(
                            row.isDifferentiableByInputs()
                                    ? moved(inputs.get(i), directions.get(weights.size() + i), by)
                                    : inputs.get(i));
                }
                objectives[side] = objective(layer, movedInputs, mode).item();
            }
            double expected = (objectives[0] - objectives[1]) / (2 * h);
            assertThat(directional)
                    .as(mode.toString())
                    .isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
        }
    }

    private static Tensor moved(Tensor x, Tensor direction, double by) {
        return Ops.add(x, Ops.multiply(direction, by));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void modelFolder_restoresTheLayer(LayerRow row, @TempDir Path folder) throws IOException {
        Layer layer = row.layer().get();
        List<Node> nodes = row.inputs().stream()
                .map(input -> Input.of(DType.FLOAT32, input.dims()))
                .toList();
        Model model = Model.of(nodes, layer.apply(nodes));
        Location location = Location.of(folder.toString());
        ModelFolder.of(model, Config.EMPTY).write(location);
        Model read = ModelFolder.read(location).model();
        List<Tensor> inputs = row.inputs(DType.FLOAT32, 3, 1);
        assertThat(call(read, inputs, Mode.INFERENCE).floats())
                .isEqualTo(call(model, inputs, Mode.INFERENCE).floats());
        assertThat(read.weightsByPath().keySet())
                .containsExactlyElementsOf(model.weightsByPath().keySet());
    }

    /** A scalar that depends on every element of the output, and on the layer's losses. */
    private static Tensor objective(Layer layer, List<Tensor> inputs, Mode mode) {
        Tensor output = call(layer, inputs, mode);
        Tensor weighted = Ops.multiply(output, LayerRow.random(output.dtype(), output.shape(), 55));
        return layer.losses().stream().map(LossTerm::value).reduce(Ops.sum(weighted), Ops::add);
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
    void onlyRowsMarkedSo_dependOnTheMode(LayerRow row) {
        Layer layer = row.layer().get();
        List<Tensor> inputs = row.inputs(DType.FLOAT32, 4, 1);
        float[] inference = call(layer, inputs, Mode.INFERENCE).floats();
        float[] training = call(layer, inputs, Mode.TRAINING).floats();
        if (row.dependsOnMode()) {
            assertThat(training).isNotEqualTo(inference);
        } else {
            assertThat(training).isEqualTo(inference);
        }
    }

    @ParameterizedTest
    @MethodSource("rowsWithTrainableWeights")
    void gradientDescentStep_lowersALoss(LayerRow row) {
        Layer layer = row.layer().get();
        List<Tensor> inputs = row.inputs(DType.FLOAT32, 4, 1);
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
            weights.get(i).assign(Ops.subtract(weights.get(i).tensor(), Ops.multiply(gradient, 0.01)));
        }
        assertThat(toyLoss(layer, inputs).item()).isLessThan(before);
    }

    private static Tensor toyLoss(Layer layer, List<Tensor> inputs) {
        Tensor output = call(layer, inputs, Mode.TRAINING);
        Tensor target = LayerRow.random(output.dtype(), output.shape(), 3);
        return Ops.mean(Ops.square(Ops.subtract(output, target)));
    }
}
