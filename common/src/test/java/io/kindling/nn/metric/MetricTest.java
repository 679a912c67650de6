package io.kindling.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.Goldens;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every prediction metric. A new metric needs a function and a case in {@code goldens.py}. */
class MetricTest {
    static Stream<JsonNode> goldens() {
        return Goldens.list(Goldens.of(MetricTest.class)).stream();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void result_matchesKeras(JsonNode golden) {
        PredictionMetric metric = metric(golden);
        golden.get("batches").forEach(batch -> update(metric, batch));
        assertThat(metric.result()).isCloseTo(golden.get("result").asDouble(), within(1e-6));
        assertThat(metric.result()).as("second call").isEqualTo(metric.result());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void mergedShards_haveTheBitsOfTheWholeBatch(JsonNode golden) {
        PredictionMetric whole = metric(golden);
        PredictionMetric merged = metric(golden);
        for (JsonNode batch : golden.get("batches")) {
            update(whole, batch);
            PredictionMetric shard = metric(golden);
            update(shard, batch);
            shard.merge(merged);
            merged.load(shard.state());
        }
        assertThat(merged.state()).isEqualTo(whole.state());
        assertThat(merged.result()).isEqualTo(whole.result());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void resetState_clearsTheState(JsonNode golden) {
        PredictionMetric metric = metric(golden);
        assertThat(metric.state()).containsOnly(0);
        update(metric, golden.get("batches").get(0));
        metric.resetStates();
        assertThat(metric.state()).containsOnly(0);
        assertThat(metric.result()).isZero();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    @SuppressWarnings("try") // The scope acts while it is open; its variable is not used.
    void shapeEvaluation_changesNothing(JsonNode golden) {
        PredictionMetric metric = metric(golden);
        JsonNode batch = golden.get("batches").get(0);
        try (Interpreter.ShapesOnly scope = Interpreter.shapesOnly()) {
            update(metric, batch);
        }
        Tensor labels = labels(batch);
        Tensor predictions = predictions(batch);
        metric.updateState(
                Tensor.symbolic(labels.dtype(), labels.shape()),
                Tensor.symbolic(predictions.dtype(), predictions.shape()));
        assertThat(metric.state()).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void config_recreatesTheSameMetric(JsonNode golden) {
        PredictionMetric metric = metric(golden);
        assertThat(Metrics.REGISTRY.create(metric.config())).hasSameClassAs(metric);
        assertThat(Metrics.REGISTRY.create(metric.config()).config()).isEqualTo(metric.config());
        assertThat(metric.name()).isEqualTo(golden.get("config").get("name").asText());
    }

    @Test
    void everyKind_hasAGolden() {
        assertThat(goldens().map(golden -> golden.get("config").get("kind").asText()))
                .containsAll(Metrics.REGISTRY.kinds().stream()
                        .filter(kind -> !kind.equals("Mean"))
                        .toList());
    }

    @Test
    void emptyBatch_changesNothing() {
        SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();
        accuracy.updateState(Tensor.of(new int[0], 0), Tensor.of(new float[0], 0, 10));
        assertThat(accuracy.state()).containsOnly(0);
        assertThat(accuracy.result()).isZero();
    }

    @Test
    void firstMaximum_isThePrediction() {
        SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();
        Tensor tie = Tensor.of(new float[] {1, 1, 0, 0, 2, 2}, 2, 3);
        accuracy.updateState(Tensor.of(new int[] {0, 1}, 2), tie);
        assertThat(accuracy.result()).isEqualTo(1);
        accuracy.resetState();
        accuracy.updateState(Tensor.of(new int[] {1, 2}, 2), tie);
        assertThat(accuracy.result()).isZero();
    }

    @Test
    void nan_isNoHit() {
        Tensor labels = Tensor.of(new int[] {1}, 1);
        Tensor diverged = Tensor.of(new float[] {Float.NaN, Float.NaN, Float.NaN}, 1, 3);
        SparseTopKCategoricalAccuracy top = SparseTopKCategoricalAccuracy.of().k(2);
        top.updateState(labels, diverged);
        assertThat(top.result()).isZero();
    }

    @Test
    void confusionMatrix_countsTrueByPredictedClass() {
        ConfusionMatrix matrix = ConfusionMatrix.of(2);
        matrix.updateState(Tensor.of(new int[] {0, 0, 1}, 3), Tensor.of(new float[] {1, 0, 0, 1, 0, 1}, 3, 2));
        assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{1, 1}, {0, 1}});
        assertThat(matrix.result()).isEqualTo(2 / 3.0);
    }

    @Test
    void confusionMatrix_refusesUnknownLabels_andWeights() {
        ConfusionMatrix matrix = ConfusionMatrix.of(2);
        Tensor predictions = Tensor.of(new float[] {1, 0}, 1, 2);
        assertThatThrownBy(() -> matrix.updateState(Tensor.of(new int[] {2}, 1), predictions))
                .hasMessage("Invalid label: 2 (0 to 1)");
        assertThatThrownBy(
                        () -> matrix.updateState(Tensor.of(new int[] {1}, 1), predictions, Tensor.of(new float[1], 1)))
                .hasMessage("Cannot apply weights to a confusion matrix: it counts rows.");
        assertThatThrownBy(() -> matrix.updateState(Tensor.of(new int[] {1}, 1), Tensor.of(new float[3], 1, 3)))
                .hasMessage("Cannot count predictions (1, 3) in a confusion matrix of 2 classes.");
    }

    @Test
    void mean_isTheWeightedMeanOfAllValues() {
        Mean mean = Mean.named("loss");
        assertThat(mean.result()).isZero();
        mean.updateState(Tensor.of(new float[] {1, 2}, 2));
        mean.updateState(6);
        assertThat(mean.result()).isEqualTo(3);
        mean.updateState(Tensor.of(new float[] {10, 100}, 2), Tensor.of(new float[] {3, 0}, 2));
        assertThat(mean.result()).isEqualTo(39 / 6.0);
        assertThat(Metrics.REGISTRY.create(mean.config())).isInstanceOf(Mean.class);
    }

    @Test
    void metricOfAFunction_isTheWeightedMeanOfItsValues() {
        MeanMetric bias = MeanMetric.of("bias", (labels, predictions) -> Ops.subtract(predictions, labels));
        Tensor labels = Tensor.of(new float[] {1, 2, 3}, 3);
        Tensor predictions = Tensor.of(new float[] {2, 2, 7}, 3);
        bias.updateState(labels, predictions);
        assertThat(bias.result()).isEqualTo(5 / 3.0);
        bias.updateState(labels, predictions, Tensor.of(new float[] {0, 1, 2}, 3));
        assertThat(bias.result()).isEqualTo(13 / 6.0);
        bias.updateState(
                Tensor.symbolic(DType.FLOAT32, labels.shape()), Tensor.symbolic(DType.FLOAT32, labels.shape()));
        assertThat(bias.result()).as("after shape evaluation").isEqualTo(13 / 6.0);
        assertThat(bias.direction()).isEmpty();
        assertThat(bias).hasToString("FunctionMetric(bias)");
        assertThatThrownBy(bias::config)
                .hasMessage(
                        "Cannot describe metric 'bias', which is a function: neither files nor other processes can create"
                                + " it. Write a class that extends MeanMetric.");
    }

    @Test
    void mean_doesNotDependOnTheOrder() {
        float[] values = {1e8f, 1, -1e8f, 1e-8f, 3};
        Mean forward = Mean.of();
        Mean backward = Mean.of();
        for (int i = 0; i < values.length; i++) {
            forward.updateState(values[i]);
            backward.updateState(values[values.length - 1 - i]);
        }
        assertThat(forward.result()).isEqualTo(backward.result()).isEqualTo((4 + (double) 1e-8f) / 5);
    }

    @Test
    void auc_isWithinItsErrorOfThePairwiseRanking() {
        SplittableRandom random = new SplittableRandom(5);
        int rows = 300;
        float[] labels = new float[rows];
        float[] predictions = new float[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = random.nextInt(2);
            predictions[i] = (float) (0.7 * random.nextDouble() + 0.3 * labels[i]);
        }
        double pairs = 0;
        double correctlyRanked = 0;
        for (int positive = 0; positive < rows; positive++) {
            for (int negative = 0; negative < rows; negative++) {
                if (labels[positive] == 1 && labels[negative] == 0) {
                    pairs++;
                    correctlyRanked += predictions[positive] > predictions[negative]
                            ? 1
                            : predictions[positive] == predictions[negative] ? 0.5 : 0;
                }
            }
        }
        AUC auc = AUC.of().thresholds(20);
        auc.updateState(Tensor.of(labels, rows), Tensor.of(predictions, rows));
        assertThat(auc.error()).isBetween(1e-3, 0.05);
        assertThat(auc.result()).isCloseTo(correctlyRanked / pairs, within(auc.error()));
    }

    @Test
    void auc_refusesLogits_andUnknownCurves() {
        assertThatThrownBy(() -> AUC.of().updateState(Tensor.of(new int[] {1}, 1), Tensor.of(new float[] {1.5f}, 1)))
                .hasMessage(
                        "Invalid prediction: 1.5 (0 to 1: metric 'auc', AUC, needs probabilities; of logits, take sigmoid"
                                + " or softmax first)");
        assertThatThrownBy(() -> AUC.of().thresholds(1)).hasMessage("Invalid num_thresholds: 1 (at least 2)");
        assertThatThrownBy(() -> AUC.of().curve(AUC.Curve.PR).error())
                .hasMessage("Cannot bound the error of curve PR: a bound is known only for ROC.");
        assertThatThrownBy(() -> Metrics.REGISTRY.create(Config.of("kind", "AUC", "name", "a", "curve", "lift")))
                .hasMessage("Invalid curve: 'LIFT' (ROC or PR)");
    }

    /** Labels 1, 1, 0, 0. Probabilities .57 .88 .55 .02: 3 are predicted positive, 2 of them rightly. */
    @Test
    void metricsOfProbabilities_refuseLogits_andAcceptTheirSigmoid() {
        Tensor labels = Tensor.of(new float[] {1, 1, 0, 0}, 4);
        Tensor logits = Tensor.of(new float[] {0.3f, 2, 0.2f, -4}, 4);
        Map<PredictionMetric, Double> expected = Map.of(
                Precision.of(), 2 / 3.0,
                Recall.of(), 1.0,
                BinaryAccuracy.of(), 0.75,
                AUC.of(), 1.0,
                Precision.of().ofClass(0), 2 / 3.0);
        expected.forEach((metric, result) -> {
            boolean ofClass = metric.config().has("class_id");
            Tensor y = ofClass ? Ops.expandDims(labels, 1) : labels;
            Tensor z = ofClass ? Ops.expandDims(logits, 1) : logits;
            assertThatThrownBy(() -> metric.updateState(y, z))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid prediction: 2.0 (0 to 1: metric '" + metric.name() + "'");
            assertThat(metric.state()).containsOnly(0);
            assertThatThrownBy(() -> metric.updateState(y, z, Tensor.of(new float[] {1, 1, 1, 1}, 4)))
                    .hasMessageContaining("needs probabilities");
            metric.updateState(y, Ops.sigmoid(z));
            assertThat(metric.result()).as(metric.toString()).isCloseTo(result, within(1e-6));
        });
        BinaryAccuracy ofLogits = BinaryAccuracy.of().threshold(0);
        ofLogits.updateState(labels, logits);
        assertThat(ofLogits.result()).isEqualTo(0.75);
    }

    @Test
    void oneVsRestAuc_isWithinItsErrorOfThePairwiseRanking() {
        SplittableRandom random = new SplittableRandom(6);
        int rows = 400;
        int classes = 3;
        int[] labels = random.ints(rows, 0, classes).toArray();
        float[] predictions = new float[rows * classes];
        for (int i = 0; i < predictions.length; i++) {
            double score = random.nextDouble() + (labels[i / classes] == i % classes ? 0.5 : 0);
            predictions[i] = (float) (1 / (1 + Math.exp(20 - 20 * score)));
        }
        double areas = 0;
        for (int each = 0; each < classes; each++) {
            double pairs = 0;
            double right = 0;
            for (int own = 0; own < rows; own++) {
                for (int other = 0; other < rows; other++) {
                    if (labels[own] == each && labels[other] != each) {
                        pairs++;
                        int order =
                                Float.compare(predictions[own * classes + each], predictions[other * classes + each]);
                        right += (order + 1) / 2.0;
                    }
                }
            }
            areas += right / pairs;
        }
        OneVsRestAUC auc = OneVsRestAUC.of(classes);
        auc.updateState(Tensor.of(labels, rows), Tensor.of(predictions, rows, classes));
        assertThat(auc.error()).isBetween(1e-5, 0.005);
        assertThat(auc.result()).isCloseTo(areas / classes, within(auc.error()));
    }

    @Test
    void metricsOfClassProbabilities_haveNoResultForLogits() {
        Tensor logits = Tensor.of(new float[] {-1, 3, 0.2f, 0.1f}, 2, 2);
        for (PredictionMetric metric : List.of(OneVsRestAUC.of(2), ExpectedCalibrationError.of())) {
            metric.updateState(Tensor.of(new int[] {0, 1}, 2), logits);
            assertThat(metric.result()).as(metric.name()).isNaN();
        }
    }

    /** Confidences 0.6, 0.6, 1.0: in bin (0.4, 0.6] one of two is right, in (0.8, 1.0] the only one is. */
    @Test
    void calibrationError_isTheMeanGapOfTheBins() {
        ExpectedCalibrationError error = ExpectedCalibrationError.of().bins(5);
        error.updateState(
                Tensor.of(new int[] {0, 1, 1}, 3), Tensor.of(new float[] {0.59f, 0.41f, 0.59f, 0.41f, 0, 1}, 3, 2));
        assertThat(error.result()).isCloseTo(2 * 0.09 / 3, within(1e-7));
        ExpectedCalibrationError.Bin bin = error.reliability().get(2);
        assertThat(bin.rows()).isEqualTo(2);
        assertThat(bin.accuracy()).isEqualTo(0.5);
        assertThat(bin.confidence()).isEqualTo((double) 0.59f);
        assertThat(error.reliability().stream().mapToLong(ExpectedCalibrationError.Bin::rows))
                .containsExactly(0L, 0L, 2L, 0L, 1L);
    }

    /** A sum of squares in floating point would lose all digits of the spread. */
    @Test
    void r2_isExactForLabelsFarFromZero() {
        R2Score score = R2Score.of();
        float far = 1 << 23;
        score.updateState(
                Tensor.of(new float[] {far, far + 1, far + 2}, 3), Tensor.of(new float[] {far, far + 1, far + 1}, 3));
        assertThat(score.result()).isEqualTo(0.5);
        R2Score constant = R2Score.of();
        constant.updateState(Tensor.of(new float[] {2, 2}, 2), Tensor.of(new float[] {2, 2}, 2));
        assertThat(constant.result()).isEqualTo(1);
        constant.updateState(Tensor.of(new float[] {2}, 1), Tensor.of(new float[] {3}, 1));
        assertThat(constant.result()).isZero();
        assertThatThrownBy(() -> score.updateState(Tensor.of(new float[4], 2, 2), Tensor.of(new float[4], 2, 2)))
                .hasMessage("Cannot compute R² of predictions (2, 2): it compares one number a row.");
    }

    /** Class 2 is neither a label nor predicted; class 3 is predicted once, and is no row's label. */
    @Test
    void classificationReport_isThatOfScikitLearn() {
        ClassificationReport report =
                ClassificationReport.of(new long[][] {{3, 1, 0, 0}, {2, 4, 0, 1}, {0, 0, 0, 0}, {0, 0, 0, 0}});
        assertThat(report.classes().get(0)).isEqualTo(new ClassificationReport.Scores(3 / 5.0, 3 / 4.0, 6 / 9.0, 4));
        assertThat(report.classes().get(1)).isEqualTo(new ClassificationReport.Scores(4 / 5.0, 4 / 7.0, 8 / 12.0, 7));
        assertThat(report.classes().get(2)).isEqualTo(new ClassificationReport.Scores(0, 0, 0, 0));
        assertThat(report.classes().get(3)).isEqualTo(new ClassificationReport.Scores(0, 0, 0, 0));
        assertThat(report.macro().precision()).isCloseTo((3 / 5.0 + 4 / 5.0) / 3, within(1e-15));
        assertThat(report.macro().f1()).isCloseTo((6 / 9.0 + 8 / 12.0) / 3, within(1e-15));
        assertThat(report.macro().support()).isEqualTo(11);
        assertThat(report.accuracy()).isEqualTo(7 / 11.0);
    }

    @Test
    void differentKinds_doNotMerge() {
        assertThatThrownBy(() -> Mean.of().merge(Accuracy.of()))
                .hasMessage("Cannot merge Accuracy(accuracy) into Mean(mean): they differ in kind.");
        assertThatThrownBy(() -> Mean.of().load(new long[2]))
                .hasMessage("Invalid state: 2 numbers (metric 'mean' has 142)");
    }

    @Test
    void invalidSettings_areRefused() {
        assertThatThrownBy(() -> BinaryAccuracy.of().threshold(2)).hasMessage("Invalid threshold: 2.0 (0 to 1)");
        assertThatThrownBy(() -> TopKCategoricalAccuracy.of().k(0)).hasMessage("Invalid k: 0 (at least 1)");
        assertThatThrownBy(() -> ConfusionMatrix.of(0)).hasMessage("Invalid classes: 0 (at least 1)");
        assertThatThrownBy(() -> Metrics.REGISTRY.create(Config.of("kind", "Presicion", "name", "p")))
                .hasMessageContaining("did you mean 'Precision'?");
    }

    private static PredictionMetric metric(JsonNode golden) {
        return (PredictionMetric) Metrics.REGISTRY.create(Goldens.config(golden.get("config")));
    }

    private static void update(PredictionMetric metric, JsonNode batch) {
        if (batch.has("weights")) {
            metric.updateState(labels(batch), predictions(batch), Goldens.tensor(batch.get("weights"), DType.FLOAT32));
        } else {
            metric.updateState(labels(batch), predictions(batch));
        }
    }

    private static Tensor labels(JsonNode batch) {
        return Goldens.tensor(batch.get("labels"), DType.INT64);
    }

    private static Tensor predictions(JsonNode batch) {
        return Goldens.tensor(batch.get("predictions"), DType.FLOAT32);
    }

    @Test
    void labelOutsideTheClasses_isNoTopKHit() {
        SparseTopKCategoricalAccuracy top = SparseTopKCategoricalAccuracy.of().k(1);
        top.updateState(Tensor.of(new int[] {5}, 1), Tensor.of(new float[] {-1, -2}, 1, 2));
        assertThat(top.result()).isZero();
        SparseTopKCategoricalAccuracy all = SparseTopKCategoricalAccuracy.of().k(3);
        all.updateState(Tensor.of(new int[] {0}, 1), Tensor.of(new float[] {Float.NaN, -2}, 1, 2));
        assertThat(all.result()).isZero();
    }
}
