package io.kindling.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.ShardJobs;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.internal.spark.SparkStrategies;
import io.kindling.driver.table.Table;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Evaluation;
import io.kindling.program.Execution;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.OnNan;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.program.StrategyKind;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import scala.jdk.javaapi.CollectionConverters;

/** Compares the same program in Spark jobs and on threads of this JVM. */
class SparkRunnerTest {
    private static final int MAX_COLLECTIONS = 50;

    private static SparkSession session;

    private record Outcome(long weights, List<Double> losses, Map<String, Double> metrics, Evaluation validation) {}

    @BeforeAll
    static void startSpark() {
        session = Sessions.start(SparkMaster.Local.threads(2), Map.of());
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    @ParameterizedTest
    @EnumSource(value = StrategyKind.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void anyStrategy_givesTheBitsOfTheLocalRunner(StrategyKind strategy) {
        Outcome local = train(Runner.local());
        Outcome spark = train(SparkRunner.on(session).strategy(strategy));
        assertThat(spark).usingRecursiveComparison().isEqualTo(local);
    }

    @ParameterizedTest
    @CsvSource({"BROADCAST, SKIP", "BROADCAST, ROLLBACK", "ALLREDUCE, SKIP", "ALLREDUCE, ROLLBACK"})
    void anyStrategy_refusesTheSameUpdatesAsTheLocalRunner(StrategyKind strategy, OnNan onNan) {
        Config diverging = Config.of("kind", "SGD", "learning_rate", 1e30);
        Outcome local = train(Runner.local().onNan(onNan), diverging);
        Outcome spark = train(SparkRunner.on(session).strategy(strategy).onNan(onNan), diverging);
        assertThat(spark.weights()).isEqualTo(local.weights());
        assertThat(spark.losses()).isEqualTo(local.losses());
        assertThat(spark.metrics()).isEqualTo(local.metrics());
        assertThat(local.losses().get(0)).isFinite();
        assertThat(local.losses().get(1)).isNaN();
        // After a rollback, the next step begins with weights that are finite.
        assertThat(Double.isNaN(local.losses().get(2))).isEqualTo(onNan == OnNan.SKIP);
    }

    @Test
    void settings_returnASparkRunner_withTheSameStrategy() {
        SparkRunner runner = SparkRunner.on(session);
        SparkRunner changed = runner.strategy(StrategyKind.BROADCAST)
                .shards(2)
                .batchSize(8)
                .seed(7)
                .shuffle(Shuffle.NONE)
                .execution(Execution.EAGER);
        assertThat(changed.settings()).isEqualTo(new RunSettings(8, 2, 7, Shuffle.NONE, Execution.EAGER));
        assertThat(runner.settings()).isEqualTo(RunSettings.DEFAULT);
        Examples rows = Examples.of(Column.of(new float[16 * 2], 2), Column.of(new int[16]));
        try (Training training = changed.start(Classifier.class, Classifier.DEFAULTS, rows)) {
            assertThat(training.strategy().kind()).isEqualTo(StrategyKind.BROADCAST);
        }
    }

    @ParameterizedTest
    @EnumSource(value = StrategyKind.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void trainingOfThisMachine_isResumedOnSpark(StrategyKind strategy, @TempDir Path folder) {
        Split<Examples> rows = fashionMnist(320).split(0);
        String quiet =
                weightsAfter(Runner.local().checkpoints(folder.resolve("quiet").toString()), rows, 7);
        Runner local = Runner.local().checkpoints(folder.toString());
        SparkRunner spark = SparkRunner.on(session).strategy(strategy).checkpoints(folder.toString());
        weightsAfter(local, rows, 3);
        assertThat(weightsAfter(spark.resume(), rows, 6)).isNotEqualTo(quiet);
        assertThat(weightsAfter(local.resume(), rows, 7)).isEqualTo(quiet);
    }

    /** Trains until a step, and saves a checkpoint there. */
    private static String weightsAfter(Runner runner, Split<Examples> rows, int steps) {
        try (Training training = runner.start(Classifier.class, Classifier.DEFAULTS, rows)) {
            while (training.step() < steps) {
                training.epoch().iterator().next();
            }
            training.save();
            return WeightsDigest.of(training.models());
        }
    }

    @Test
    void checkpointOfAnotherTable_isRefused(@TempDir Path folder) {
        Dataset<Row> rows = session.range(40).selectExpr("id + 0.5 as size", "cast(id % 2 as int) as kind");
        Table table = Table.of(rows).features("size").label("kind");
        SparkRunner runner = SparkRunner.on(session).checkpoints(folder.toString());
        try (Training training = runner.start(Classifier.class, Classifier.DEFAULTS, table)) {
            training.epoch().iterator().next();
            training.save();
        }
        try (Training resumed = runner.resume().start(Classifier.class, Classifier.DEFAULTS, table)) {
            assertThat(resumed.epochsDone()).isEqualTo(1);
        }
        Table other = Table.of(rows.limit(30)).features("size").label("kind");
        assertThatThrownBy(() -> runner.resume().start(Classifier.class, Classifier.DEFAULTS, other, 2))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("data.rows: 40, now 30; data.validation: 0, now 2");
    }

    @Test
    void training_showsItsGaugesUntilItIsClosed() {
        Examples rows = Examples.of(Column.of(new float[] {1, 2, 3, 4}, 1), Column.of(new int[] {0, 1, 0, 1}));
        try (Training training =
                SparkRunner.on(session).batchSize(2).start(Classifier.class, Classifier.DEFAULTS, rows)) {
            StepResult first = training.epoch().iterator().next();
            assertThat(gauges()).hasSize(1);
            assertThat(gauges().get(0).getGauges().get("loss").getValue()).isEqualTo(first.loss());
        }
        assertThat(gauges()).isEmpty();
    }

    /** Kindling's sources in the metrics system of the session. */
    private static List<MetricRegistry> gauges() {
        return CollectionConverters.asJava(SparkEnv.get().metricsSystem().getSourcesByName("kindling")).stream()
                .map(Source::metricRegistry)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"BROADCAST, 20", "ALLREDUCE, 10"})
    void shardJobs_countEachShardOfEachStep(StrategyKind strategy, long tasks) throws Exception {
        ShardJobs jobs = new ShardJobs();
        session.sparkContext().addSparkListener(jobs);
        try {
            train(SparkRunner.on(session).strategy(strategy));
            session.sparkContext().listenerBus().waitUntilEmpty();
            // 9 steps and an evaluation of two tasks; or the tasks that read rows and two barrier tasks.
            assertThat(jobs.shardsByExecutor()).isEqualTo(Map.of("driver", 36L));
            assertThat(jobs.tasks()).isEqualTo(tasks);
            assertThat(jobs.retries()).isZero();
        } finally {
            session.sparkContext().removeSparkListener(jobs);
        }
    }

    @ParameterizedTest
    @EnumSource(value = StrategyKind.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void nonFiniteLoss_namesTheExecutor(StrategyKind strategy) {
        SparkRunner runner = SparkRunner.on(session).strategy(strategy);
        assertThatThrownBy(() -> train(runner, Config.of("kind", "SGD", "learning_rate", 1e30)))
                .isInstanceOf(NonFiniteStepException.class)
                .hasMessageMatching(
                        "Cannot continue: .* at epoch 1, step \\d+, phase 'train', shard \\d \\(executor driver\\).*");
    }

    private static final Set<Examples> READ = Collections.newSetFromMap(new WeakHashMap<>());
    private static final CountDownLatch FIRST_READ = new CountDownLatch(1);

    /** Reads the rows of the first shard; reading those of the others fails after the first was read. */
    private static final class ReadOnlyFirst implements Function<Integer, Examples> {
        private static final long serialVersionUID = 1L;

        @Override
        public Examples call(Integer shard) throws InterruptedException {
            if (shard > 0) {
                FIRST_READ.await();
                throw new IllegalStateException("cannot read");
            }
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> FIRST_READ.countDown());
            Examples rows = Examples.of(Column.of(new float[] {1, 2}, 1), Column.of(new int[] {0, 1}));
            READ.add(rows);
            return rows;
        }
    }

    @Test
    @Timeout(60)
    void rowsOfAFailedRead_areNotRetained() {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        JavaRDD<Examples> rows = spark.parallelize(List.of(0, 1), 2).map(new ReadOnlyFirst());
        RowSource source = new RowSource.Query(4, partitioner -> rows, Optional.empty());
        RunSettings settings = RunSettings.DEFAULT.withBatchSize(4).withShards(2);
        BuiltProgram program = SparkRunner.on(session)
                .settings(settings)
                .build(
                        Classifier.class.getName(),
                        Classifier.DEFAULTS,
                        new DataSchema(DType.FLOAT32, Shape.of(1), DType.INT32, Shape.SCALAR, 2, false));

        assertThatThrownBy(() -> SparkStrategies.of(spark, StrategyKind.ALLREDUCE, program, settings, source, source))
                .hasMessageContaining("cannot read");

        for (int i = 0; i < MAX_COLLECTIONS && !READ.isEmpty(); i++) {
            System.gc();
        }
        assertThat(READ).isEmpty();
    }

    private static Examples fashionMnist(int rows) {
        return IdxFolder.open(Location.of("../deploy/data/fashion-mnist"))
                .training()
                .read(LongStream.range(0, rows).toArray());
    }

    private static Outcome train(Runner runner) {
        return train(runner, Config.of("kind", "Adam", "learning_rate", 1e-3));
    }

    private static Outcome train(Runner runner, Config optimizer) {
        Split<Examples> split = fashionMnist(700).split(150);
        Config config = Classifier.DEFAULTS.with("rescale", true).with("optimizer", optimizer);
        try (Training training = runner.start(Classifier.class, config, split)) {
            List<Double> losses = new ArrayList<>();
            Map<String, Double> metrics = Map.of();
            for (StepResult step : training.epoch()) {
                losses.add(step.loss());
                metrics = step.metrics();
            }
            return new Outcome(WeightsChecksum.of(training.snapshot().weights()), losses, metrics, training.evaluate());
        }
    }
}
