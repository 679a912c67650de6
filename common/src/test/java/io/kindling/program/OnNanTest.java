package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OnNanTest {
    private static final int FEATURES = 6;
    private static final int EPOCHS = 3;
    /** The exponential of this feature is infinite. */
    private static final float BAD = 1000;

    /** The first phase is not finite for a row whose last feature is {@link #BAD}; the second always is. */
    public static final class Fragile implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(FEATURES);
            Node hidden = BatchNormalization.of().apply(Dense.of(7).apply(input));
            Model fragile = p.model("fragile", Model.of(input, Dense.of(3).apply(hidden)));
            Node same = Input.of(FEATURES);
            Model robust = p.model("robust", Model.of(same, Dense.of(2).apply(same)));
            Mean size = p.metric(Mean.named("size"));
            p.phase("fragile").updates(fragile).with(Adam.of(0.01)).loss((step, batch) -> {
                Tensor output = fragile.call(batch.features(), Mode.TRAINING);
                Tensor sizes = Ops.mean(Ops.square(output), 1);
                size.updateState(sizes);
                Tensor last = Ops.gather(batch.features(), Tensor.scalar(DType.INT64, FEATURES - 1), -1);
                return step.mean(Ops.multiply(sizes, Ops.exp(last)));
            });
            p.phase("robust")
                    .updates(robust)
                    .with(SGD.of(1e-4).momentum(0.9))
                    .repeat(2)
                    .loss((step, batch) ->
                            step.mean(Ops.mean(Ops.abs(robust.call(batch.features(), Mode.TRAINING)), 1)));
        }
    }

    /** The gradient is the sum of the features, which overflows over shards. */
    public static final class Overflowing implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(1);
            Model model = p.model("model", Model.of(input, Dense.of(1).apply(input)));
            p.phase("sum")
                    .updates(model)
                    .with(SGD.of(0.1))
                    .loss((step, batch) -> step.sum(Ops.sum(model.call(batch.features(), Mode.TRAINING))));
        }
    }

    /** 5 steps of 8 rows. One row, or all, are bad. */
    private static Examples rows(boolean all) {
        Random random = new Random(7);
        float[] features = new float[40 * FEATURES];
        for (int row = 0; row < 40; row++) {
            for (int i = 0; i < FEATURES - 1; i++) {
                features[row * FEATURES + i] = (float) random.nextGaussian();
            }
            features[row * FEATURES + FEATURES - 1] = all || row == 23 ? BAD : 0;
        }
        return Examples.of(Column.of(features, FEATURES), Column.of(new int[40]));
    }

    private static Runner runner(OnNan onNan, int threads, Execution execution) {
        return Runner.local(threads).shards(3).batchSize(8).execution(execution).onNan(onNan);
    }

    private static Training start(OnNan onNan, int threads) {
        return runner(onNan, threads, Execution.COMPILED).start(Fragile.class, rows(false));
    }

    /** Trains as a driver does that reduces and updates by itself. */
    private static Training reference(Class<? extends Program> type, Runner runner, Examples rows) {
        BuiltProgram program = runner.build(type.getName(), Config.EMPTY, DataSchema.of(rows));
        RunSettings settings = runner.settings();
        RowPartitioner partitioner = new RowPartitioner(rows.count(), settings.batchSize(), settings.shards());
        List<ShardBatches> batches = new ArrayList<>();
        for (int shard = 0; shard < settings.shards(); shard++) {
            batches.add(new ShardBatches(
                    rows.read(partitioner.rows(shard)), partitioner, shard, Shuffle.FULL, settings.seed()));
        }
        return new Training(program, new InOrderFixture(program, batches));
    }

    private static List<StepResult> steps(Training training) {
        List<StepResult> results = new ArrayList<>();
        for (int epoch = training.snapshot().epoch(); epoch < EPOCHS; epoch++) {
            training.epoch().forEach(results::add);
        }
        return results;
    }

    private static List<StepResult> withoutTimes(List<StepResult> steps) {
        return steps.stream()
                .map(step -> new StepResult(
                        step.step(),
                        step.epoch(),
                        step.batch(),
                        step.losses(),
                        step.metrics(),
                        step.rows(),
                        step.seen(),
                        new StepTime(0, 0, 0),
                        step.refused()))
                .toList();
    }

    /** Weights, slots and metrics are equal to the last bit. */
    private static void assertSameState(TrainingSnapshot actual, TrainingSnapshot expected) {
        assertThat(Arrays.deepEquals(
                        actual.weights().toArray(), expected.weights().toArray()))
                .as("same weights")
                .isTrue();
        assertThat(Arrays.deepEquals(
                        actual.metrics().toArray(), expected.metrics().toArray()))
                .as("same metrics")
                .isTrue();
        for (int phase = 0; phase < 2; phase++) {
            assertSameOptimizer(
                    actual.optimizers().get(phase), expected.optimizers().get(phase));
        }
        assertThat(actual.step()).isEqualTo(expected.step());
    }

    private static void assertSameOptimizer(OptimizerState actual, OptimizerState expected) {
        assertThat(actual.iterations()).isEqualTo(expected.iterations());
        assertThat(actual.slots()).isDeepEqualTo(expected.slots());
    }

    @ParameterizedTest
    @CsvSource({
        "SKIP, 1, COMPILED",
        "SKIP, 2, COMPILED",
        "SKIP, 3, EAGER",
        "ROLLBACK, 1, EAGER",
        "ROLLBACK, 2, COMPILED",
        "ROLLBACK, 3, COMPILED"
    })
    void anyStrategy_doesTheSame(OnNan onNan, int threads, Execution execution) {
        Runner runner = runner(onNan, threads, execution);
        try (Training driver = reference(Fragile.class, runner, rows(false));
                Training group = runner.start(Fragile.class, rows(false))) {
            List<StepResult> expected = steps(driver);
            assertThat(withoutTimes(steps(group))).isEqualTo(withoutTimes(expected));
            assertSameState(group.snapshot(), driver.snapshot());
            assertThat(expected.stream().mapToInt(step -> step.refused().size()).sum())
                    .isEqualTo(EPOCHS);
        }
    }

    @Test
    void skip_refusesOneUpdate_andChangesNothingElse() {
        int refused = 0;
        try (Training training = start(OnNan.SKIP, 2)) {
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                TrainingSnapshot before = training.snapshot();
                for (StepResult step : training.epoch()) {
                    TrainingSnapshot after = training.snapshot();
                    if (!step.refused().isEmpty()) {
                        refused++;
                        assertThat(step.losses().get("fragile")).isNaN();
                        assertThat(step.losses().get("robust")).isFinite();
                        assertThat(step.refused())
                                .singleElement()
                                .asString()
                                .startsWith("Skipped an update: loss became Infinity at epoch " + (epoch + 1)
                                        + ", step " + step.step() + ", phase 'fragile', shard ");
                        assertThat(after.weights().get(0))
                                .isEqualTo(before.weights().get(0));
                        assertSameOptimizer(
                                after.optimizers().get(0), before.optimizers().get(0));
                        if (step.batch() < 4) {
                            assertThat(after.metrics())
                                    .usingRecursiveComparison()
                                    .isEqualTo(before.metrics());
                        }
                    } else {
                        assertThat(after.weights().get(0))
                                .isNotEqualTo(before.weights().get(0));
                    }
                    assertThat(after.weights().get(1))
                            .isNotEqualTo(before.weights().get(1));
                    assertThat(after.optimizers().get(1).iterations()).isEqualTo(2 * (step.step() + 1));
                    before = after;
                }
            }
            assertThat(refused).isEqualTo(EPOCHS);
            assertThat(training.snapshot().optimizers().get(0).iterations()).isEqualTo(4 * EPOCHS);
        }
    }

    @Test
    void rollback_returnsToTheStartOfTheEpoch_andGoesOnWithTheNextPhase() {
        int later = 0;
        try (Training training = start(OnNan.ROLLBACK, 2)) {
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                TrainingSnapshot start = training.snapshot();
                for (StepResult step : training.epoch()) {
                    if (step.refused().isEmpty()) {
                        continue;
                    }
                    later += step.batch() > 0 ? 1 : 0;
                    TrainingSnapshot after = training.snapshot();
                    assertThat(step.refused())
                            .singleElement()
                            .asString()
                            .startsWith("Returned to the start of the epoch: loss became Infinity");
                    assertThat(after.weights().get(0)).isEqualTo(start.weights().get(0));
                    assertSameOptimizer(
                            after.optimizers().get(0), start.optimizers().get(0));
                    assertThat(after.optimizers().get(1).iterations())
                            .isEqualTo(start.optimizers().get(1).iterations() + 2);
                    assertThat(after.step()).isEqualTo(step.step() + 1);
                }
            }
        }
        assertThat(later).as("rollbacks after the first step of an epoch").isPositive();
    }

    @ParameterizedTest
    @EnumSource(value = OnNan.class, mode = EnumSource.Mode.EXCLUDE, names = "HALT")
    void trainingRestoredAfterAnyStep_endsTheSame(OnNan onNan) {
        List<TrainingSnapshot> all = new ArrayList<>();
        try (Training quiet = start(onNan, 2)) {
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                quiet.epoch().forEach(step -> all.add(quiet.snapshot()));
            }
        }
        TrainingSnapshot end = all.get(all.size() - 1);
        for (TrainingSnapshot snapshot : all) {
            assertThat(snapshot.epochStart().isPresent()).isEqualTo(onNan == OnNan.ROLLBACK && snapshot.batch() > 0);
            try (Training resumed = start(onNan, 1)) {
                resumed.restore(snapshot);
                steps(resumed);
                assertSameState(resumed.snapshot(), end);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = OnNan.class, mode = EnumSource.Mode.EXCLUDE, names = "HALT")
    void epochWithoutAnUpdateOfAPhase_endsTheTraining(OnNan onNan) {
        try (Training training = runner(onNan, 2, Execution.COMPILED).start(Fragile.class, rows(true))) {
            List<StepResult> seen = new ArrayList<>();
            assertThatThrownBy(() -> training.epoch().forEach(seen::add))
                    .isInstanceOf(NonFiniteStepException.class)
                    .hasMessageStartingWith("Cannot continue: none of the updates of phase 'fragile' was finite in 5"
                            + " of 5 steps of epoch 1, so all were refused.");
            assertThat(seen).hasSize(4);
        }
        try (Training training = runner(onNan, 2, Execution.COMPILED).start(Fragile.class, rows(true))) {
            training.epoch().iterator().next();
            assertThatThrownBy(training::requireUpdates)
                    .isInstanceOf(NonFiniteStepException.class)
                    .hasMessageContaining("in 1 of 5 steps of epoch 1");
        }
    }

    @Test
    void sumOverShardsThatOverflows_isRefusedByAnyStrategy() {
        Examples rows = Examples.of(Column.of(new float[] {3e38f, 3e38f}, 1), Column.of(new int[2]));
        Runner runner = Runner.local(2).shards(2).batchSize(2).onNan(OnNan.SKIP);
        try (Training driver = reference(Overflowing.class, runner, rows);
                Training group = runner.start(Overflowing.class, rows)) {
            for (Training each : List.of(driver, group)) {
                TrainingSnapshot before = each.snapshot();
                assertThatThrownBy(() -> each.epoch().iterator().next()).isInstanceOf(NonFiniteStepException.class);
                assertThat(each.snapshot().weights()).usingRecursiveComparison().isEqualTo(before.weights());
            }
        }
        Runner halting = runner.onNan(OnNan.HALT);
        try (Training group = halting.start(Overflowing.class, rows)) {
            assertThatThrownBy(() -> group.epoch().iterator().next())
                    .hasMessageContaining("the gradient is not finite at epoch 1, step 0, phase 'sum', in the sum over"
                            + " shards, first in the gradient of 'dense/kernel'.");
        }
    }
}
