package io.kindling.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.autodiff.GradientTape;
import io.kindling.config.Config;
import io.kindling.nn.Goldens;
import io.kindling.nn.LossTerm;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every loss. A new loss needs a function and a case in {@code goldens.py}. */
class LossTest {
    static Stream<JsonNode> goldens() {
        return Goldens.list(Goldens.of(LossTest.class)).stream();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void valuesAndGradients_matchKerasInFloat64(JsonNode golden) {
        check(golden, DType.FLOAT64, 1e-12);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void valuesAndGradients_matchKerasInFloat32(JsonNode golden) {
        check(golden, DType.FLOAT32, 1e-5);
    }

    private static void check(JsonNode golden, DType dtype, double relative) {
        Loss loss = loss(golden);
        Tensor labels = labels(golden, dtype);
        Tensor predictions = Goldens.tensor(golden.get("predictions"), dtype);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(predictions);
            Tensor values = loss.perExample(labels, predictions);
            assertThat(values.dtype()).isEqualTo(dtype);
            assertClose(values, golden.get("per_example"), relative);
            Tensor gradient = tape.gradient(values, predictions);
            assertThat(gradient).isNotNull();
            assertClose(gradient, golden.get("gradient"), relative);
        }
    }

    private static void assertClose(Tensor actual, JsonNode expected, double relative) {
        double[] expectedValues = Goldens.doubles(expected.get("values"));
        double[] actualValues = actual.doubles();
        assertThat(actual.shape().asList())
                .isEqualTo(Goldens.list(expected.get("shape")).stream()
                        .map(JsonNode::asInt)
                        .toList());
        for (int i = 0; i < expectedValues.length; i++) {
            assertThat(actualValues[i])
                    .as("element %s", i)
                    .isCloseTo(expectedValues[i], within(relative * (1 + Math.abs(expectedValues[i]))));
        }
    }

    private static Loss loss(JsonNode golden) {
        return Losses.REGISTRY.create(Goldens.config(golden.get("config")));
    }

    private static Tensor labels(JsonNode golden, DType dtype) {
        boolean indices = golden.get("config").get("kind").asText().startsWith("Sparse");
        return Goldens.tensor(golden.get("labels"), indices ? DType.INT32 : dtype);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void reductions_areMeanSumAndNone(JsonNode golden) {
        Loss loss = loss(golden);
        Tensor labels = labels(golden, DType.FLOAT64);
        Tensor predictions = Goldens.tensor(golden.get("predictions"), DType.FLOAT64);
        double[] values = loss.perExample(labels, predictions).doubles();
        double sum = Stream.of(values).flatMapToDouble(Arrays::stream).sum();
        assertThat(loss.call(labels, predictions).item()).isCloseTo(sum / values.length, within(1e-9));
        assertThat(loss.reduction(Reduction.SUM).call(labels, predictions).item())
                .isCloseTo(sum, within(1e-9));
        assertThat(loss.reduction(Reduction.NONE).call(labels, predictions).doubles())
                .containsExactly(values);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void symbolicInputs_giveTheShapeOfTheValues(JsonNode golden) {
        Tensor labels = labels(golden, DType.FLOAT32);
        Tensor predictions = Goldens.tensor(golden.get("predictions"), DType.FLOAT32);
        Tensor values = loss(golden)
                .perExample(
                        Tensor.symbolic(labels.dtype(), labels.shape()),
                        Tensor.symbolic(predictions.dtype(), predictions.shape()));
        assertThat(values.isSymbolic()).isTrue();
        assertThat(values.shape())
                .isEqualTo(loss(golden).perExample(labels, predictions).shape());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void config_recreatesTheSameLoss(JsonNode golden) {
        Loss loss = loss(golden).reduction(Reduction.SUM);
        Loss again = Losses.REGISTRY.create(loss.config());
        assertThat(again).hasSameClassAs(loss);
        assertThat(again.config()).isEqualTo(loss.config());
        assertThat(again.reduction()).isEqualTo(Reduction.SUM);
    }

    @Test
    void everyKind_hasAGolden() {
        assertThat(goldens().map(golden -> golden.get("config").get("kind").asText()))
                .containsAll(Losses.REGISTRY.kinds());
    }

    @Test
    void weightedMean_dividesByTheCount_notByTheWeights() {
        Tensor labels = Tensor.of(new float[] {0, 0, 0, 0}, 4);
        Tensor predictions = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
        Tensor weights = Tensor.of(new float[] {1, 0, 2, 0.5f}, 4);
        Loss loss = MeanSquaredError.of();
        assertThat(loss.call(labels, predictions, weights).item()).isEqualTo((1 + 18 + 8) / 4.0);
        assertThat(loss.reduction(Reduction.SUM)
                        .call(labels, predictions, weights)
                        .item())
                .isEqualTo(27);
        assertThat(loss.reduction(Reduction.NONE)
                        .call(labels, predictions, weights)
                        .doubles())
                .containsExactly(1, 0, 18, 8);
    }

    @Test
    void emptyBatch_hasZeroLoss() {
        Tensor none = Tensor.of(new float[0], 0, 3);
        Tensor labels = Tensor.of(new int[0], 0);
        assertThat(SparseCategoricalCrossentropy.fromLogits().call(labels, none).item())
                .isZero();
        assertThat(MeanSquaredError.of().call(none, none).item()).isZero();
    }

    @Test
    void term_carriesTheCountOfElements() {
        Tensor values = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        LossTerm term = MeanAbsoluteError.of().term(values, values);
        assertThat(term.kind()).isEqualTo(LossTerm.Kind.MEAN);
        assertThat(term.count()).isEqualTo(2);
        assertThatThrownBy(
                        () -> MeanAbsoluteError.of().reduction(Reduction.NONE).term(values, values))
                .hasMessage("Cannot scale a loss with reduction NONE: reduce perExample(...) by hand.");
    }

    @Test
    void mismatchedShapes_areRefused_neverBroadcast() {
        Tensor labels = Tensor.of(new float[6], 2, 3);
        Tensor predictions = Tensor.of(new float[8], 2, 4);
        assertThatThrownBy(() -> MeanSquaredError.of().call(labels, predictions))
                .hasMessage("Cannot compare labels (2, 3) with predictions (2, 4): the shapes must be equal, except"
                        + " for a trailing axis of size 1.");
        assertThatThrownBy(() -> MeanSquaredError.of().call(Tensor.of(new float[1], 1), predictions))
                .hasMessageStartingWith("Cannot compare labels (1,) with predictions (2, 4)");
        assertThatThrownBy(() -> SparseCategoricalCrossentropy.fromLogits().call(labels, predictions))
                .hasMessageStartingWith(
                        "Cannot compare labels (2, 3) with predictions (2, 4): the labels are class" + " indices");
        assertThatThrownBy(() -> MeanSquaredError.of().call(predictions, predictions, Tensor.of(new float[3], 3)))
                .hasMessage("Cannot weigh values (2,) with weights (3,): one weight for each row or for each value is"
                        + " needed.");
    }

    @Test
    void invalidSettings_areRefused() {
        assertThatThrownBy(() -> BinaryCrossentropy.fromLogits().labelSmoothing(1.5))
                .hasMessage("Invalid label smoothing: 1.5 (0 to 1)");
        assertThatThrownBy(() -> Losses.REGISTRY.create(Config.of("kind", "MeanSquaredError", "reduction", "mean")))
                .hasMessage("Invalid reduction: mean (one of sum_over_batch_size, sum, none)");
    }

    @Test
    void weights_fitEachRowOrEachValue() {
        Tensor values = Tensor.of(new float[6], 3, 2);
        Tensor perRow = Tensor.of(new double[] {1, 2, 3}, 3);
        assertThat(SampleWeights.fit(perRow, values).floats()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(SampleWeights.fit(Tensor.of(new int[] {1, 2, 3}, 3, 1), values)
                        .floats())
                .containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(SampleWeights.fit(perRow, Tensor.of(new float[3], 3)).shape())
                .isEqualTo(Shape.of(3));
        assertThatThrownBy(() -> SampleWeights.fit(Tensor.of(new float[2], 1, 2), values))
                .hasMessageStartingWith("Cannot weigh values (3, 2) with weights (1, 2)");
        assertThatThrownBy(() -> SampleWeights.fit(Tensor.scalar(2), values))
                .hasMessageStartingWith("Cannot weigh values (3, 2) with weights ()");
    }

    @Test
    void classWeights_weighEachExampleByItsLabel() {
        ClassWeights weights = ClassWeights.of(1, 0.5, 3);
        Tensor labels = Tensor.of(new byte[] {2, 0, 1, 2}, 4, 1);
        assertThat(weights.forLabels(labels).floats()).containsExactly(3, 1, 0.5f, 3);
        assertThat(weights.forLabels(Tensor.symbolic(DType.UINT8, Shape.of(4))).shape())
                .isEqualTo(Shape.of(4));
        Tensor logits = Tensor.of(new float[12], 4, 3);
        assertThat(SparseCategoricalCrossentropy.fromLogits()
                        .call(labels, logits, weights.forLabels(labels))
                        .item())
                .isCloseTo(7.5 / 4 * Math.log(3), within(1e-6));
        assertThatThrownBy(() -> ClassWeights.of(1, -1)).hasMessage("Invalid class weight: -1.0 (finite and >= 0)");
    }

    @Test
    void probabilities_applySoftmaxOrSigmoidToLogits_andReturnOthersUnchanged() {
        Tensor logits = Tensor.of(new float[] {0, (float) Math.log(3)}, 1, 2);
        assertThat(SparseCategoricalCrossentropy.fromLogits()
                        .probabilities(logits)
                        .floats())
                .containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
        assertThat(CategoricalCrossentropy.fromLogits().probabilities(logits).floats())
                .containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
        assertThat(BinaryCrossentropy.fromLogits().probabilities(logits).floats())
                .containsExactly(new float[] {0.5f, 0.75f}, within(1e-6f));
        assertThat(BinaryCrossentropy.fromProbabilities().probabilities(logits)).isSameAs(logits);
        assertThat(MeanSquaredError.of().probabilities(logits)).isSameAs(logits);
    }
}
