package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import io.kindling.data.Split;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps that run ahead on other threads, against the local runner's, which computes each when it is asked for. */
class RunAheadTest {
    private static final int SHARDS = 5;
    private static final Split<Examples> ROWS = Sample.training(600).split(100);

    private final List<Training> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(Training::close);
    }

    private static Runner runner() {
        return Runner.local(2).settings(RunSettings.DEFAULT.withShards(SHARDS));
    }

    private Training local() {
        Training training = runner().start(new SmallClassifier(), ROWS);
        open.add(training);
        return training;
    }

    private Training ahead(ThreadHiring hiring) {
        BuiltProgram program = runner().build(SmallClassifier.class.getName(), DataSchema.of(ROWS.training()));
        hiring.program(program.spec());
        RowOwnership ownership = new RowOwnership(ROWS.training().count(), 64, SHARDS);
        RowOwnership parts = new RowOwnership(ROWS.validation().count(), 64, SHARDS);
        List<ShardBatches> training = new ArrayList<>();
        List<Examples> validation = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            training.add(new ShardBatches(
                    ROWS.training().read(ownership.rows(shard)),
                    ownership,
                    shard,
                    RunSettings.DEFAULT.shuffle(),
                    RunSettings.DEFAULT.seed()));
            validation.add(ROWS.validation().read(parts.rows(shard)));
        }
        Training started = new Training(program, new RunAhead(program, training, validation, hiring));
        open.add(started);
        return started;
    }

    private static long digest(Training training) {
        return WeightsChecksum.of(training.state().weights());
    }

    /** What a loop sees of some steps. */
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

    @Test
    void anyNumberOfParticipants_givesTheLocalRunnersStepsAndEvaluations() {
        Training local = local();
        List<StepResult> expected = steps(local, 16);
        for (int participants : new int[] {1, 2, 3, SHARDS}) {
            Training ahead = ahead(new ThreadHiring(participants));
            assertSame(expected, steps(ahead, 16));
            assertThat(digest(ahead)).isEqualTo(digest(local));
            assertThat(ahead.evaluate()).usingRecursiveComparison().isEqualTo(local.evaluate());
        }
    }

    @Test
    void modelsLookedAtInTheMiddle_areThoseOfTheStepHandedOut() {
        Training local = local();
        ThreadHiring hiring = new ThreadHiring(2);
        Training ahead = ahead(hiring);
        for (int step = 0; step < 12; step++) {
            assertSame(steps(local, 1), steps(ahead, 1));
            if (step % 3 == 1) {
                hiring.letRun();
                assertThat(digest(ahead)).isEqualTo(digest(local));
                assertThat(ahead.state().optimizers().get(0).slots()[1])
                        .isEqualTo(local.state().optimizers().get(0).slots()[1]);
            }
        }
        assertThat(hiring.shifts()).isEqualTo(1);
        assertThat(hiring.computed()).as("some were computed again").isGreaterThan(12 * SHARDS);
    }

    @Test
    void weightsReplacedInTheMiddle_areTrainedOnFrom() {
        List<Long> digests = new ArrayList<>();
        for (Training training : List.of(local(), ahead(new ThreadHiring(2)))) {
            steps(training, 3);
            training.replaceWeights("classifier", training.model("classifier"));
            training.state().weights().get(0)[0] = 0.25f;
            steps(training, 3);
            digests.add(digest(training));
        }
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
    }

    @Test
    void loopLeftEarly_goesOnWhereItWasLeft() {
        Training local = local();
        Training ahead = ahead(new ThreadHiring(2));
        assertSame(steps(local, 3), steps(ahead, 3));
        assertThat(ahead.evaluate()).usingRecursiveComparison().isEqualTo(local.evaluate());
        assertSame(steps(local, 9), steps(ahead, 9));
        assertThat(digest(ahead)).isEqualTo(digest(local));
    }

    @Test
    void failureThatNeedNotHappenAgain_repeatsTheRoundAndHandsNoStepOutTwice() {
        Training local = local();
        ThreadHiring hiring = new ThreadHiring(2, 2).failingOnceAt(call -> call.step() == 5 && call.repeat() == 0);
        Training ahead = ahead(hiring);
        assertSame(steps(local, 12), steps(ahead, 12));
        assertThat(digest(ahead)).isEqualTo(digest(local));
        assertThat(hiring.shifts()).isEqualTo(2);
    }

    @Test
    void failureOfEachAttempt_isToldAfterTheStepsBeforeIt() {
        Training local = local();
        ThreadHiring hiring = new ThreadHiring(2, 3).failingAt(call -> call.step() == 5);
        Training ahead = ahead(hiring);
        List<StepResult> seen = new ArrayList<>();
        assertThatThrownBy(() -> ahead.epoch().forEach(seen::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot continue: java.lang.IllegalStateException: lost on purpose");
        assertSame(steps(local, 5), seen);
        assertThat(digest(ahead)).isEqualTo(digest(local));
        assertThat(hiring.attempts).containsExactly(1, 2, 3, 1);
    }

    @Test
    void close_endsTheThreadsInTheMiddleOfARound() {
        ThreadHiring hiring = new ThreadHiring(2);
        Training ahead = ahead(hiring);
        Iterator<StepResult> steps = ahead.epoch().iterator();
        steps.next();
        ahead.close();
        assertThat(hiring.working()).isZero();
        assertThatThrownBy(() -> steps(ahead, 16)).hasMessage("Cannot continue: the training was closed.");
    }

    @Test
    void interruptedLoop_isToldAndGoesOnAfterwards() {
        Training local = local();
        Training ahead = ahead(new ThreadHiring(2));
        assertSame(steps(local, 2), steps(ahead, 2));
        AtomicInteger got = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> {
                    while (true) {
                        steps(ahead, 1);
                        got.incrementAndGet();
                    }
                })
                .hasMessage("Interrupted while shards were computing.");
        assertThat(Thread.interrupted()).isTrue();
        if (got.get() > 0) {
            steps(local, got.get());
        }
        assertSame(steps(local, 4), steps(ahead, 4));
    }
}
