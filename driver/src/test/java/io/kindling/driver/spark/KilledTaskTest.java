package io.kindling.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.spark.BarrierStage;
import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.ProgramSpec;
import io.kindling.program.StepResult;
import io.kindling.program.StrategyKind;
import io.kindling.program.internal.collective.GroupSession;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training whose barrier tasks are killed from outside during a round.
 *
 * @see BarrierStage
 * @see io.kindling.program.internal.collective.PipelinedStrategy
 */
@Timeout(120)
class KilledTaskTest {
    private static final int STEPS = 400;
    private static final int KILLED_AT = 60;
    private static final Config CONFIG = Classifier.DEFAULTS
            .with("rescale", true)
            .with("optimizer", Config.of("kind", "Adam", "learning_rate", 1e-3));
    private static final Examples ROWS = IdxFolder.open(Location.of("../deploy/data/fashion-mnist"))
            .training()
            .read(LongStream.range(0, 1000).toArray());

    /** Records the tasks that started, in their order. */
    private static final class Started extends SparkListener {
        private final Queue<SparkListenerTaskStart> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
            tasks.add(start);
        }

        /** The barrier task of a rank. Earlier tasks read the rows. */
        SparkListenerTaskStart last(SparkContext spark, int rank) {
            try {
                spark.listenerBus().waitUntilEmpty();
            } catch (TimeoutException late) {
                throw new IllegalStateException(late);
            }
            return tasks.stream()
                    .filter(start -> start.taskInfo().partitionId() == rank)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
        }
    }

    /** Trains, and runs an action once, between two steps. */
    private static long train(Runner runner, Runnable action) {
        try (Training training = runner.start(Classifier.class, CONFIG, ROWS)) {
            for (int step = 0; step < STEPS; ) {
                for (StepResult result : training.epoch()) {
                    assertThat(result.step()).isEqualTo(step);
                    if (step == KILLED_AT) {
                        action.run();
                    }
                    if (++step == STEPS) {
                        break;
                    }
                }
            }
            return WeightsChecksum.of(training.snapshot().weights());
        }
    }

    /** Trains on Spark, and kills the task of a rank, or its stage, after some steps. */
    private static long trainOn(String master, int rank, BiConsumer<SparkContext, SparkListenerTaskStart> kill) {
        SparkSession session = Sessions.start(SparkMaster.of(master), Map.of());
        try {
            SparkContext spark = session.sparkContext();
            Started started = new Started();
            spark.addSparkListener(started);
            return train(
                    SparkRunner.on(session).strategy(StrategyKind.ALLREDUCE),
                    () -> kill.accept(spark, started.last(spark, rank)));
        } finally {
            session.stop();
        }
    }

    private static void kill(SparkContext spark, SparkListenerTaskStart task) {
        assertThat(spark.killTaskAttempt(task.taskInfo().taskId(), true, "an operator's wish"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void roundOfAKilledTask_isRepeatedWithTheSameWeights(int rank) {
        AtomicInteger kills = new AtomicInteger();
        long found = trainOn("local[2,4]", rank, (spark, task) -> {
            kill(spark, task);
            kills.incrementAndGet();
        });
        assertThat(kills).hasValue(1);
        assertThat(found).isEqualTo(train(Runner.local(2), () -> {}));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void killedTask_withoutRetries_isNamedWithTheReason(int rank) {
        long undisturbed = train(Runner.local(2), () -> {});
        for (int attempt = 0; attempt < 20; attempt++) {
            long found;
            try {
                found = trainOn("local[2]", rank, KilledTaskTest::kill);
            } catch (IllegalStateException killed) {
                assertThat(killed)
                        .hasMessageMatching("Cannot continue: task \\d+ \\(rank " + rank
                                + "\\) was killed: an operator's wish\\. With --master local\\[N,4] .*")
                        .hasCauseInstanceOf(SparkException.class);
                return;
            }
            // The task was killed between two rounds: nothing was lost, and new tasks were launched.
            assertThat(found).isEqualTo(undisturbed);
        }
        throw new AssertionError("No task was killed during a round.");
    }

    /** The same state as after a command was submitted and before it starts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void killedTask_betweenCommands_endsTheSession(int rank) {
        SparkSession session = Sessions.start(SparkMaster.Local.threads(2), Map.of());
        try {
            SparkContext spark = session.sparkContext();
            Started started = new Started();
            spark.addSparkListener(started);
            BuiltProgram program = BuiltProgram.of(new ProgramSpec(
                    Classifier.class.getName(),
                    Classifier.DEFAULTS,
                    DataSchema.of(ROWS),
                    0,
                    64,
                    2,
                    Execution.COMPILED));
            BarrierStage stage = new BarrierStage(JavaSparkContext.fromSparkContext(spark), program);
            GroupSession launched = sessionWithBothRanks(stage);
            kill(spark, started.last(spark, rank));
            assertThat(stage.awaitExit()).isTrue();
            assertThat(launched.isEnded()).isTrue();
            stage.requireLaunched();
            assertThat(stage.failure(new IllegalStateException()))
                    .hasMessageContaining("(rank " + rank + ") was killed: an operator's wish. ");
        } finally {
            session.stop();
        }
    }

    /** Launches a session in which both ranks wait for commands; repeats if it ends before both have started. */
    private static GroupSession sessionWithBothRanks(BarrierStage stage) {
        while (true) {
            GroupSession launched = new GroupSession(2, 2, Duration.ofMinutes(1));
            stage.launch(launched, 1);
            while (!launched.isEnded()) {
                if (threadsIn(GroupSession.class) == 2) {
                    return launched;
                }
                Thread.onSpinWait();
            }
            assertThat(stage.awaitExit()).isTrue();
        }
    }

    /** How many threads execute a method of a class. */
    private static long threadsIn(Class<?> type) {
        return Thread.getAllStackTraces().values().stream()
                .filter(frames ->
                        Stream.of(frames).anyMatch(frame -> frame.getClassName().equals(type.getName())))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[2]", "local[2,4]"})
    void cancelledStage_endsTheTraining(String master) {
        assertThatThrownBy(() ->
                        trainOn(master, 0, (spark, task) -> spark.cancelStage(task.stageId(), "an operator's wish")))
                .hasMessageStartingWith("Cannot continue: the Spark job that computes the steps was cancelled: ")
                .hasMessageContaining("an operator's wish");
    }
}
