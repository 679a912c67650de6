package io.kindling.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Examples;
import io.kindling.driver.example.Classifier;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.nn.Config;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.ProgramSpec;
import io.kindling.program.Runner;
import io.kindling.program.Shift;
import io.kindling.program.StepResult;
import io.kindling.program.Training;
import io.kindling.program.WeightsChecksum;
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

/** What a training comes to whose staying tasks are killed from outside, in the middle of a round. */
@Timeout(120)
class KilledTaskTest {
    private static final int STEPS = 400;
    private static final int KILLED_AT = 60;
    private static final Examples ROWS = IdxFolder.open(Location.of("../deploy/data/fashion-mnist"))
            .training()
            .read(LongStream.range(0, 1000).toArray());

    /** The tasks that began, in their order. */
    private static final class Started extends SparkListener {
        private final Queue<SparkListenerTaskStart> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
            tasks.add(start);
        }

        /** The task of a participant that stays; those before it read the rows. */
        SparkListenerTaskStart last(SparkContext spark, int participant) {
            try {
                spark.listenerBus().waitUntilEmpty();
            } catch (TimeoutException late) {
                throw new IllegalStateException(late);
            }
            return tasks.stream()
                    .filter(start -> start.taskInfo().partitionId() == participant)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
        }
    }

    private static Runner settings(Runner runner) {
        return runner.config(Classifier.DEFAULTS
                .with("rescale", true)
                .with("optimizer", Config.of("kind", "Adam", "learning_rate", 1e-3)));
    }

    /** Trains; once a step is done, has something done to a staying task. */
    private static long train(Runner runner, Runnable once) {
        try (Training training = settings(runner).start(new Classifier(), ROWS)) {
            for (int step = 0; step < STEPS; ) {
                for (StepResult result : training.epoch()) {
                    assertThat(result.step()).isEqualTo(step);
                    if (step == KILLED_AT) {
                        once.run();
                    }
                    if (++step == STEPS) {
                        break;
                    }
                }
            }
            return WeightsChecksum.of(training.state().weights());
        }
    }

    /** Trains on Spark, and does something to the task of a participant once some steps are done. */
    private static long trainOn(String master, int participant, BiConsumer<SparkContext, SparkListenerTaskStart> kill) {
        SparkSession session = Sessions.start(master, Map.of());
        try {
            SparkContext spark = session.sparkContext();
            Started started = new Started();
            spark.addSparkListener(started);
            return train(
                    SparkRunner.on(session).strategy("allreduce"),
                    () -> kill.accept(spark, started.last(spark, participant)));
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
    void roundOfAKilledTask_isComputedAgainToTheSameWeights(int participant) {
        AtomicInteger kills = new AtomicInteger();
        long found = trainOn("local[2,4]", participant, (spark, task) -> {
            kill(spark, task);
            kills.incrementAndGet();
        });
        assertThat(kills).hasValue(1);
        assertThat(found).isEqualTo(train(Runner.local(2), () -> {}));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void killedTask_whereNoneIsTriedAgain_isNamedWithTheReason(int participant) {
        long quiet = train(Runner.local(2), () -> {});
        for (int attempt = 0; attempt < 20; attempt++) {
            long found;
            try {
                found = trainOn("local[2]", participant, KilledTaskTest::kill);
            } catch (IllegalStateException killed) {
                assertThat(killed)
                        .hasMessageMatching("Cannot continue: task \\d+ \\(participant " + participant
                                + "\\) was killed: an operator's wish\\. With --master local\\[N,4] .*")
                        .hasCauseInstanceOf(SparkException.class);
                return;
            }
            // It was killed between two rounds: nothing was lost, and others were hired.
            assertThat(found).isEqualTo(quiet);
        }
        throw new AssertionError("No kill met a round.");
    }

    /** As where an order was given, and not yet begun. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void killedTask_betweenOrders_endsTheShift(int participant) {
        SparkSession session = Sessions.start("local[2]", Map.of());
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
            Shift shift = bothIn(stage);
            kill(spark, started.last(spark, participant));
            assertThat(stage.left()).isTrue();
            assertThat(shift.isOver()).isTrue();
            stage.requireComing();
            assertThat(stage.failure(new IllegalStateException()))
                    .hasMessageContaining("(participant " + participant + ") was killed: an operator's wish. ");
        } finally {
            session.stop();
        }
    }

    /** A shift in which both participants wait for orders; another is hired where one left before the other came. */
    private static Shift bothIn(BarrierStage stage) {
        while (true) {
            Shift shift = new Shift(2, 2, Duration.ofMinutes(1));
            stage.hire(shift, 1);
            while (!shift.isOver()) {
                if (inside(Shift.class) == 2) {
                    return shift;
                }
                Thread.onSpinWait();
            }
            assertThat(stage.left()).isTrue();
        }
    }

    /** How many threads are in a method of a class. */
    private static long inside(Class<?> type) {
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
                .hasMessageStartingWith("Cannot continue: the Spark job whose tasks compute was cancelled: ")
                .hasMessageContaining("an operator's wish");
    }
}
