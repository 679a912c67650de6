package io.kindling.program.internal.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Split;
import io.kindling.nn.Model;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.FashionMnistFixture;
import io.kindling.program.RunSettings;
import io.kindling.program.SmallClassifierFixture;
import io.kindling.program.StepResult;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compares the pipelined strategy with the local runner, which computes each step when it is requested. */
class PipelinedStrategyTest {
    private static final int SHARDS = 5;
    private static final Split<Examples> ROWS =
            FashionMnistFixture.training(600).split(100);

    private final List<Training> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(Training::close);
    }

    private static Runner runner() {
        return Runner.local(2).settings(RunSettings.DEFAULT.withShards(SHARDS));
    }

    private Training local() {
        Training training = runner().start(SmallClassifierFixture.class, ROWS);
        open.add(training);
        return training;
    }

    private Training pipelined(ThreadLauncher launcher) {
        BuiltProgram program =
                runner().build(SmallClassifierFixture.class.getName(), Config.EMPTY, DataSchema.of(ROWS.training()));
        launcher.program(program.spec());
        RowPartitioner partitioner = new RowPartitioner(ROWS.training().count(), 64, SHARDS);
        RowPartitioner parts = new RowPartitioner(ROWS.validation().count(), 64, SHARDS);
        List<ShardBatches> training = new ArrayList<>();
        List<Examples> validation = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            training.add(new ShardBatches(
                    ROWS.training().read(partitioner.rows(shard)),
                    partitioner,
                    shard,
                    RunSettings.DEFAULT.shuffle(),
                    RunSettings.DEFAULT.seed()));
            validation.add(ROWS.validation().read(parts.rows(shard)));
        }
        Training started = new Training(program, PipelinedStrategy.of(program, training, validation, launcher));
        open.add(started);
        return started;
    }

    private static long digest(Training training) {
        return WeightsChecksum.of(training.snapshot().weights());
    }

    /** The results of the next steps. */
    private static List<StepResult> steps(Training training, int count) {
        List<StepResult> results = new ArrayList<>();
        Iterator<StepResult> steps = training.epoch().iterator();
        while (results.size() < count) {
            if (!steps.hasNext()) {
                steps = training.epoch().iterator();
            }
            results.add(steps.next());
        }
        return results;
    }

    private static void assertSame(List<StepResult> expected, List<StepResult> actual) {
        assertThat(actual)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("time")
                .isEqualTo(expected);
    }

    /** Copies of the state that are taken beside the group's work are those of their steps. */
    @Test
    void stateReadWhenCurrent_isThatOfItsStep() {
        Training local = local();
        List<Long> expected = new ArrayList<>();
        for (int step = 0; step < 27; step++) {
            expected.add(digest(local));
            steps(local, 1);
        }
        Training pipelined = pipelined(new ThreadLauncher(2));
        List<TrainingSnapshot> read = new ArrayList<>();
        for (int step = 0; step < 27; step++) {
            pipelined.whenCurrent(() -> read.add(pipelined.snapshot()));
            steps(pipelined, 1);
        }
        assertThat(read).as("at least at the start of each epoch").hasSizeGreaterThanOrEqualTo(3);
        for (TrainingSnapshot state : read) {
            assertThat(WeightsChecksum.of(state.weights())).isEqualTo(expected.get((int) state.step()));
        }
    }

    @Test
    void restoredState_continuesWithTheSameSteps() {
        Training first = local();
        steps(first, 5);
        TrainingSnapshot middle = first.snapshot();
        List<StepResult> expected = steps(first, 9);
        Training second = pipelined(new ThreadLauncher(3));
        steps(second, 2);
        second.restore(middle);
        assertSame(expected, steps(second, 9));
        assertThat(digest(second)).isEqualTo(digest(first));
    }

    @Test
    void anyNumberOfRanks_givesTheLocalRunnersStepsAndEvaluations() {
        Training local = local();
        List<StepResult> expected = steps(local, 16);
        for (int ranks : new int[] {1, 2, 3, SHARDS}) {
            Training pipelined = pipelined(new ThreadLauncher(ranks));
            assertSame(expected, steps(pipelined, 16));
            assertThat(digest(pipelined)).isEqualTo(digest(local));
            assertThat(pipelined.evaluate()).usingRecursiveComparison().isEqualTo(local.evaluate());
        }
    }

    @Test
    void stateReadBetweenSteps_isThatOfTheStepHandedOut() {
        Training local = local();
        ThreadLauncher launcher = new ThreadLauncher(2);
        Training pipelined = pipelined(launcher);
        for (int step = 0; step < 12; step++) {
            assertSame(steps(local, 1), steps(pipelined, 1));
            if (step % 3 == 1) {
                launcher.awaitQuiescence();
                assertThat(digest(pipelined)).isEqualTo(digest(local));
                assertThat(pipelined.snapshot().optimizers().get(0).slots()[1])
                        .isEqualTo(local.snapshot().optimizers().get(0).slots()[1]);
            }
        }
        // A session ends after a second without a command, which a loaded machine may need between two steps.
        assertThat(launcher.launches()).as("sessions that served 12 steps").isLessThan(12);
        assertThat(launcher.computed()).as("some were computed again").isGreaterThan(12 * SHARDS);
    }

    @Test
    void progressReadBetweenSteps_computesNothing() {
        ThreadLauncher launcher = new ThreadLauncher(2);
        Training pipelined = pipelined(launcher);
        steps(pipelined, 2);
        launcher.awaitQuiescence();
        int computed = launcher.computed();
        assertThat(pipelined.step()).isEqualTo(2);
        assertThat(launcher.computed()).isEqualTo(computed);
        assertThat(pipelined.snapshot().step()).isEqualTo(2);
    }

    @Test
    void weightsReplacedBetweenSteps_areUsedByTheNextStep() {
        List<Long> digests = new ArrayList<>();
        for (Training training : List.of(local(), pipelined(new ThreadLauncher(2)))) {
            steps(training, 3);
            Model model = training.model("classifier");
            Variable first = model.weights().get(0);
            float[] values = first.read().floats().clone();
            values[0] = 0.25f;
            first.assign(Tensor.of(values, first.shape().dims()));
            training.replaceWeights("classifier", model);
            steps(training, 3);
            digests.add(digest(training));
        }
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
    }

    @Test
    void loopLeftEarly_continuesWithTheNextStep() {
        Training local = local();
        Training pipelined = pipelined(new ThreadLauncher(2));
        assertSame(steps(local, 3), steps(pipelined, 3));
        assertThat(pipelined.evaluate()).usingRecursiveComparison().isEqualTo(local.evaluate());
        assertSame(steps(local, 9), steps(pipelined, 9));
        assertThat(digest(pipelined)).isEqualTo(digest(local));
    }

    @Test
    void transientFailure_repeatsTheRound_andHandsOutNoStepTwice() {
        Training local = local();
        ThreadLauncher launcher =
                new ThreadLauncher(2, 2).failingOnceAt(call -> call.step() == 5 && call.repeat() == 0);
        Training pipelined = pipelined(launcher);
        assertSame(steps(local, 12), steps(pipelined, 12));
        assertThat(digest(pipelined)).isEqualTo(digest(local));
        assertThat(launcher.launches()).isEqualTo(2);
    }

    @Test
    void failureInEachAttempt_isThrownAfterTheStepsBeforeIt() {
        Training local = local();
        ThreadLauncher launcher = new ThreadLauncher(2, 3).failingAt(call -> call.step() == 5);
        Training pipelined = pipelined(launcher);
        List<StepResult> seen = new ArrayList<>();
        assertThatThrownBy(() -> pipelined.epoch().forEach(seen::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot continue: java.lang.IllegalStateException: lost on purpose");
        assertSame(steps(local, 5), seen);
        assertThat(digest(pipelined)).isEqualTo(digest(local));
        assertThat(launcher.attempts).containsExactly(1, 2, 3, 1);
    }

    @Test
    void close_endsTheThreadsDuringARound() {
        ThreadLauncher launcher = new ThreadLauncher(2);
        Training pipelined = pipelined(launcher);
        Iterator<StepResult> steps = pipelined.epoch().iterator();
        steps.next();
        pipelined.close();
        assertThat(launcher.running()).isZero();
        assertThatThrownBy(() -> steps(pipelined, 16)).hasMessage("Cannot continue: the training was closed.");
    }

    @Test
    void interruptedLoop_throws_andCanContinueAfterwards() {
        Training local = local();
        Training pipelined = pipelined(new ThreadLauncher(2));
        assertSame(steps(local, 2), steps(pipelined, 2));
        AtomicInteger taken = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> {
                    while (true) {
                        steps(pipelined, 1);
                        taken.incrementAndGet();
                    }
                })
                .hasMessage("Interrupted while shards were computing.");
        assertThat(Thread.interrupted()).isTrue();
        if (taken.get() > 0) {
            steps(local, taken.get());
        }
        assertSame(steps(local, 4), steps(pipelined, 4));
    }
}
