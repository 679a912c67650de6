package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.Model;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.BinaryCrossentropy;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.metric.OneVsRestAUC;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.metric.SparseTopKCategoricalAccuracy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Metrics that a spec adds to a program's evaluation, and metrics that a function does not update. */
class EvaluationMetricsTest {
    private static final Examples IMAGES = FashionMnistFixture.training(100);
    private static final List<PredictionMetric> ADDED = List.of(
            ConfusionMatrix.named("added_matrix", 10),
            SparseTopKCategoricalAccuracy.named("top"),
            OneVsRestAUC.named("area", 10));

    private static ProgramSpec spec(Class<? extends Program> program, Examples rows) {
        return new ProgramSpec(program.getName(), Config.EMPTY, DataSchema.of(rows), 7, 16, 1, Execution.COMPILED);
    }

    private static Evaluation evaluation(ProgramSpec spec, Examples rows, int batch) {
        try (Replica replica = new Replica(spec)) {
            PartialEvaluation found =
                    replica.evaluate(rows, batch, replica.program().readWeights());
            return PartialEvaluation.total(replica.program(), List.of(found));
        }
    }

    @Test
    void addedMetrics_stateTheSameForEveryBatch_andLeaveTheProgramsOwnAsTheyAre() {
        ProgramSpec plain = spec(SmallClassifierFixture.class, IMAGES);
        Evaluation own = evaluation(plain, IMAGES, 256);
        Evaluation all = evaluation(plain.evaluating(ADDED), IMAGES, 256);
        assertThat(all.loss()).isEqualTo(own.loss());
        assertThat(all.metrics()).containsAllEntriesOf(own.metrics());
        assertThat(all.metrics()).containsKeys("added_matrix", "top", "area");
        Evaluation small = evaluation(plain.evaluating(ADDED), IMAGES, 7);
        assertThat(small.metrics()).isEqualTo(all.metrics());
        assertThat(small.states().toArray(long[][]::new))
                .isDeepEqualTo(all.states().toArray(long[][]::new));
    }

    @Test
    void spec_withAddedMetrics_isRestored_andTheirNamesMustBeFree() {
        ProgramSpec spec = spec(SmallClassifierFixture.class, IMAGES).evaluating(ADDED);
        assertThat(ProgramSpec.from(spec.asConfig())).isEqualTo(spec);
        assertThat(spec(SmallClassifierFixture.class, IMAGES).asConfig().has("evaluation_metrics"))
                .isFalse();
        ProgramSpec taken = spec(TwoModes.class, TWO_CLASSES).evaluating(List.of(ConfusionMatrix.named("kl", 2)));
        assertThatThrownBy(() -> BuiltProgram.of(taken))
                .hasRootCauseMessage("Cannot add metric 'kl' to an evaluation: the name is taken.");
    }

    private static final Examples TWO_CLASSES =
            Examples.of(Column.of(new float[] {-1, 2, 3, -4, 5, -6}, 1), Column.of(new int[] {0, 1, 0, 1, 1, 0}));

    /** One output, the probability of class 1; the phase updates 'kl', the evaluation 'accuracy'. */
    public static final class TwoModes implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("m", Model.sequential(Input.of(1), Dense.of(1).activation("sigmoid")));
            Mean kl = p.metric(Mean.named("kl"));
            SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));
            BinaryCrossentropy loss = BinaryCrossentropy.fromProbabilities();
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor predictions = model.call(batch.features());
                kl.updateState(predictions);
                return step.loss(loss, batch, predictions);
            });
            p.evaluation((step, batch) -> {
                Tensor predictions = model.call(batch.features());
                accuracy.updateState(batch.labels(), predictions);
                return step.loss(loss, batch, predictions);
            });
        }
    }

    @Test
    void metricsThatAModeDoesNotUpdate_haveNoResultThere() {
        BuiltProgram program = BuiltProgram.of(spec(TwoModes.class, TWO_CLASSES));
        List<long[]> states = program.metricStates();
        assertThat(program.trainingMetrics(states)).isEqualTo(Map.of("kl", 0.0));
        assertThat(program.evaluationMetrics(states)).isEqualTo(Map.of("accuracy", 0.0));
        assertThat(program.metricResults(states)).containsOnlyKeys("kl", "accuracy");
    }

    @Test
    void onePrediction_isTheProbabilityOfTheSecondOfTwoClasses() {
        ProgramSpec spec = spec(TwoModes.class, TWO_CLASSES).evaluating(List.of(ConfusionMatrix.named("matrix", 2)));
        try (Replica replica = new Replica(spec)) {
            BuiltProgram program = replica.program();
            List<float[]> weights = program.readWeights();
            Arrays.fill(weights.get(0), 0);
            weights.get(0)[0] = 1;
            ConfusionMatrix matrix = (ConfusionMatrix) program.metrics().get("matrix");
            matrix.load(replica.evaluate(TWO_CLASSES, 4, weights).metrics().get(2));
            assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{2, 1}, {1, 2}});
        }
    }
}
