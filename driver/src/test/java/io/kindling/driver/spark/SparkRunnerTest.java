package io.kindling.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.nn.Config;
import io.kindling.program.Evaluation;
import io.kindling.program.NotFiniteException;
import io.kindling.program.Runner;
import io.kindling.program.StepResult;
import io.kindling.program.Training;
import io.kindling.program.WeightsChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same program in real Spark jobs and on threads of this JVM. */
class SparkRunnerTest {
    private static SparkSession session;

    private record Outcome(long weights, List<Double> losses, Map<String, Double> metrics, Evaluation validation) {}

    @BeforeAll
    static void startSpark() {
        session = Sessions.start("local[2]", Map.of());
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    @Test
    void sparkJobs_giveTheBitsOfTheLocalRunner() {
        Outcome local = train(Runner.local());
        Outcome spark = train(SparkRunner.on(session));
        assertThat(spark).usingRecursiveComparison().isEqualTo(local);
    }

    @Test
    void shardJobs_countEachShardOfEachStep() throws Exception {
        ShardJobs jobs = new ShardJobs();
        session.sparkContext().addSparkListener(jobs);
        try {
            train(SparkRunner.on(session));
            session.sparkContext().listenerBus().waitUntilEmpty();
            // 9 steps of 4 shards; an evaluation's tasks count as tasks alone.
            assertThat(jobs.shardsByExecutor()).isEqualTo(Map.of("driver", 36L));
            assertThat(jobs.tasks()).isEqualTo(40);
            assertThat(jobs.retries()).isZero();
        } finally {
            session.sparkContext().removeSparkListener(jobs);
        }
    }

    @Test
    void lossThatIsNotFinite_namesTheExecutor() {
        assertThatThrownBy(() -> train(SparkRunner.on(session), Config.of("kind", "SGD", "learning_rate", 1e30)))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageMatching(
                        "Cannot continue: .* at epoch 1, step \\d+, phase 'train', shard \\d \\(executor driver\\).*");
    }

    private static Outcome train(Runner runner) {
        return train(runner, Config.of("kind", "Adam", "learning_rate", 1e-3));
    }

    private static Outcome train(Runner runner, Config optimizer) {
        Examples rows = IdxFolder.open(Location.of("../deploy/data/fashion-mnist"))
                .training()
                .read(LongStream.range(0, 700).toArray());
        Split<Examples> split = rows.split(150);
        runner.config(Classifier.DEFAULTS.with("rescale", true).with("optimizer", optimizer));
        try (Training training = runner.start(new Classifier(), split)) {
            List<Double> losses = new ArrayList<>();
            Map<String, Double> metrics = Map.of();
            for (StepResult step : training.epoch()) {
                losses.add(step.loss());
                metrics = step.metrics();
            }
            return new Outcome(WeightsChecksum.of(training.state().weights()), losses, metrics, training.evaluate());
        }
    }
}
