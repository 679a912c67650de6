package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Ops;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.ActivityRegularization;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.LeakyReLU;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Execution;
import io.kindling.program.PhaseException;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.StepResult;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares plans of phases with the same phases computed operation by operation. */
class CompiledPhaseTest {
    /** A classifier with dropout, batch statistics, recorded losses and two activations. */
    public static final class Everything implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node inputs = Input.of(12);
            Node x = Dense.of(16).activation("relu").apply(inputs);
            x = BatchNormalization.of().apply(x);
            x = Dropout.of(0.25).apply(x);
            x = LeakyReLU.alpha(0.2).apply(Dense.of(8).apply(x));
            x = ActivityRegularization.of(0, 1e-3).apply(x);
            Model model = p.model("model", Model.of(inputs, Dense.of(3).apply(x)));
            Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
            SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));
            p.phase("train").updates(model).with(Adam.of(1e-2)).loss((step, batch) -> {
                Tensor logits = model.call(batch.features(), Mode.TRAINING);
                accuracy.updateState(batch.labels(), logits);
                return step.loss(lossFn, batch, logits).plus(step.losses(model));
            });
            p.evaluation((step, batch) -> {
                Tensor logits = model.call(batch.features(), Mode.INFERENCE);
                accuracy.updateState(batch.labels(), logits);
                return step.loss(lossFn, batch, logits);
            });
        }
    }

    /** Its phase and evaluation read a model that the program does not declare. */
    public static final class WithUndeclaredModel implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node inputs = Input.of(12);
            Model fixed = Model.of(inputs, Dense.of(5).apply(inputs));
            Node middle = Input.of(5);
            Model model = p.model("model", Model.of(middle, Dense.of(3).apply(middle)));
            Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
            p.phase("train")
                    .updates(model)
                    .with(Adam.of(1e-2))
                    .loss((step, batch) ->
                            step.loss(lossFn, batch, model.call(fixed.call(batch.features()), Mode.TRAINING)));
            p.evaluation((step, batch) -> step.loss(lossFn, batch, model.call(fixed.call(batch.features()))));
        }
    }

    @Test
    void variablesOfUndeclaredModels_keepTheirBuiltValues() {
        List<Double> losses = new ArrayList<>();
        for (Execution execution : List.of(Execution.EAGER, Execution.CHECKED)) {
            Runner runner = Runner.local(2).shards(2).batchSize(16).execution(execution);
            try (Training training = runner.start(WithUndeclaredModel.class, rows().split(10))) {
                for (StepResult step : training.epoch()) {
                    losses.add(step.loss());
                }
                losses.add(training.evaluate().loss());
            }
        }
        int half = losses.size() / 2;
        for (int i = 0; i < half; i++) {
            assertThat(losses.get(half + i)).isCloseTo(losses.get(i), within(1e-6));
        }
    }

    private static Examples rows() {
        Random random = new Random(5);
        float[] features = new float[90 * 12];
        int[] labels = new int[90];
        for (int row = 0; row < 90; row++) {
            labels[row] = random.nextInt(3);
            for (int i = 0; i < 12; i++) {
                features[row * 12 + i] = (float) random.nextGaussian() + labels[row] * (i % 3);
            }
        }
        return Examples.of(Column.of(features, 12), Column.of(labels));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void plan_agreesWithEagerPhase_overEpochsWithShortBatches(int shards) {
        Runner runner = Runner.local(2).shards(shards).batchSize(16).execution(Execution.CHECKED);
        double loss = Double.NaN;
        try (Training training = runner.start(Everything.class, rows().split(10))) {
            for (int epoch = 0; epoch < 5; epoch++) {
                for (StepResult step : training.epoch()) {
                    loss = step.loss();
                }
            }
            assertThat(training.evaluate().metrics().get("accuracy")).isGreaterThan(0.5);
        }
        assertThat(loss).isFinite().isPositive();
    }

    @Test
    void metrics_ofPlanAndEager_areEqual() {
        assertThat(accuracyAfterAStep(Execution.COMPILED)).isEqualTo(accuracyAfterAStep(Execution.EAGER));
    }

    private static double accuracyAfterAStep(Execution execution) {
        try (Training training =
                Runner.local(1).batchSize(32).execution(execution).start(Everything.class, rows())) {
            return training.epoch().iterator().next().metrics().get("accuracy");
        }
    }

    /** Counts how often its phase's code runs. */
    public static final class Counting implements Program {
        private static final AtomicInteger RUNS = new AtomicInteger();

        @Override
        public void define(ProgramBuilder p) {
            Node inputs = Input.of(12);
            Model model = p.model("model", Model.of(inputs, Dense.of(3).apply(inputs)));
            Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
            p.phase("train").updates(model).with(Adam.of(1e-2)).loss((step, batch) -> {
                RUNS.incrementAndGet();
                return step.loss(lossFn, batch, model.call(batch.features(), Mode.TRAINING));
            });
        }
    }

    /** 90 rows in batches of 32: the last batch has 26 rows, some for each shard. */
    @Test
    void shortLastBatch_isTracedInTheFirstStep_andNoLaterStepTraces() {
        Runner runner = Runner.local(2).shards(3).batchSize(32);
        try (Training training = runner.start(Counting.class, rows())) {
            Iterator<StepResult> steps = training.epoch().iterator();
            steps.next();
            int runs = Counting.RUNS.get();
            assertThat(runs).isPositive();
            steps.forEachRemaining(step -> {});
            training.epoch().forEach(step -> {});
            assertThat(Counting.RUNS).hasValue(runs);
        }
    }

    /** Multiplies the loss by a Java number that depends on the batch. */
    private abstract static class ReadingProgram implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node inputs = Input.of(12);
            Model model = p.model("model", Model.of(inputs, Dense.of(1).apply(inputs)));
            p.phase("train").updates(model).with(Adam.of(1e-2)).loss((step, batch) -> {
                Tensor error = model.call(batch.features(), Mode.TRAINING);
                return step.mean(Ops.multiply(error, Tensor.scalar(number(batch, error))));
            });
        }

        abstract float number(Batch batch, Tensor error);
    }

    /** Reads a value of a tensor that it computes. */
    public static final class Reading extends ReadingProgram {
        private static int line;

        @Override
        float number(Batch batch, Tensor error) {
            line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
            return error.floats()[0];
        }
    }

    @Test
    void readingAValueInAPhase_isRefusedWithTheLine() {
        try (Training training = Runner.local(1).batchSize(16).start(Reading.class, rows())) {
            assertThatThrownBy(() -> training.epoch().iterator().next())
                    .isInstanceOf(PhaseException.class)
                    .hasMessageStartingWith("Cannot compute phase 'train' at epoch 1, step 0 of program ")
                    .hasMessageContaining("Cannot read a value of shape (16, 1) here")
                    .hasMessageEndingWith("(at CompiledPhaseTest.java:" + Reading.line + ")");
        }
    }

    /** Reads a row's number. */
    public static final class ReadingRows extends ReadingProgram {
        private static int line;

        @Override
        float number(Batch batch, Tensor error) {
            line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
            return batch.rows().id(0) % 2 + 1;
        }
    }

    @Test
    void readingARowNumberInAPhase_isRefusedWithTheLine_butWorksEagerly() {
        try (Training training = Runner.local(1).batchSize(16).start(ReadingRows.class, rows())) {
            assertThatThrownBy(() -> training.epoch().iterator().next())
                    .isInstanceOf(PhaseException.class)
                    .hasMessageContaining("Cannot read the number of a row here")
                    .hasMessageContaining("(at CompiledPhaseTest.java:" + ReadingRows.line + ")");
        }
        try (Training training =
                Runner.local(1).batchSize(16).execution(Execution.EAGER).start(ReadingRows.class, rows())) {
            assertThat(training.epoch().iterator().next().loss()).isFinite();
        }
    }

    @Test
    @SuppressWarnings("try") // a scope acts by being open
    void trainingInATensorScope_givesTheWeightsOfTrainingWithoutOne() {
        try (MemoryPool pool = new MemoryPool();
                Training plain = Runner.local(1).batchSize(16).start(Everything.class, rows());
                Training inScopes = Runner.local(1).batchSize(16).start(Everything.class, rows())) {
            for (int epoch = 0; epoch < 3; epoch++) {
                plain.epoch().forEach(step -> {});
                try (TensorScope scope = TensorScope.open(pool)) {
                    inScopes.epoch().forEach(step -> Tensor.full(DType.FLOAT32, Shape.of(), 7));
                }
                // Reuses and overwrites the memory that the scope released.
                try (TensorScope scope = TensorScope.open(pool)) {
                    Tensor.full(DType.FLOAT32, Shape.of(), 1e9);
                }
            }
            assertThat(WeightsDigest.ofFlat(inScopes.snapshot().weights()))
                    .isEqualTo(WeightsDigest.ofFlat(plain.snapshot().weights()));
        }
    }

    @Test
    void validationRowsWithoutWeights_areEvaluatedUnweighted() {
        Examples weighted = rows().withWeights(new float[90]);
        Split<Examples> split = new Split<>(weighted, rows());
        double eager = lossOf(split, Execution.EAGER);
        assertThat(eager).isPositive();
        assertThat(lossOf(split, Execution.COMPILED)).isCloseTo(eager, within(1e-6));
    }

    private static double lossOf(Split<Examples> split, Execution execution) {
        try (Training training =
                Runner.local(1).batchSize(16).execution(execution).start(Everything.class, split)) {
            return training.evaluate().loss();
        }
    }
}
