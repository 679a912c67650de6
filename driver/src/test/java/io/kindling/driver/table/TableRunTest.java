package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.kindling.config.Config;
import io.kindling.data.Shuffle;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Training on a table in a user's session with Spark's default settings: Java serialization, no registered classes.
 *
 * @see Table
 * @see SparkRunner
 */
class TableRunTest {
    private static final Config CONFIG = Classifier.DEFAULTS.with("optimizer", Config.of("kind", "Adam"));
    private static final long VALIDATION = 42;

    private static SparkSession session;

    @BeforeAll
    static void startSpark() {
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    private static Table penguins() {
        return Table.read(session, TableFormat.CSV, "../deploy/data/penguins/penguins.csv")
                .features("bill_length_mm", "flipper_length_mm")
                .label("species");
    }

    private record Outcome(long weights, Evaluation validation) {}

    private static Outcome epoch(Training training) {
        try (training) {
            long rows = 0;
            for (StepResult step : training.epoch()) {
                rows += step.rows();
            }
            assertThat(rows).isEqualTo(342 - VALIDATION);
            return new Outcome(WeightsChecksum.of(training.snapshot().weights()), training.evaluate());
        }
    }

    private static float[] fullBatches(Table table, int rows) {
        SparkRunner runner = SparkRunner.on(session).batchSize(rows).shuffle(Shuffle.NONE);
        Config config = CONFIG.with("optimizer", Config.of("kind", "SGD", "learning_rate", 1e-3));
        try (Training training = runner.start(Classifier.class, config, table)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                training.epoch().forEach(step -> assertThat(step.rows()).isEqualTo(rows));
            }
            return training.snapshot().weights().get(0).clone();
        }
    }

    /** A weighted mean is divided by the number of rows: with weights 0 and 2 it is the mean of half the rows. */
    @Test
    void weightsOfZeroAndTwo_equalTrainingOnHalfOfTheRows() {
        Dataset<Row> rows = session.read()
                .option("header", "true")
                .csv("../deploy/data/penguins/penguins.csv")
                .selectExpr(
                        "cast(bill_length_mm as double) length",
                        "cast(bill_depth_mm as double) depth",
                        "species",
                        "case when year = 2008 then 0 else 2 end care")
                .coalesce(1);
        Dataset<Row> kept = rows.filter("care = 2").limit(100).coalesce(1);
        Dataset<Row> both = kept.union(rows.filter("care = 0").limit(100)).coalesce(1);
        Table table = Table.of(both).features("length", "depth").label("species");
        float[] expected = fullBatches(
                Table.of(kept).features("length", "depth").label("species").classes(3), 100);
        float[] weighted = fullBatches(table.weight("care"), 200);
        float[] unweighted = fullBatches(table, 200);
        assertThat(weighted).containsExactly(expected, offset(1e-5f));
        double largestDifference = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(unweighted[i] - expected[i]))
                .max()
                .orElse(0);
        assertThat(largestDifference).as("effect of the other rows").isGreaterThan(1e-4);
    }

    @Test
    void rowsOnExecutors_giveTheSameBitsAsRowsInMemory() {
        Outcome here = epoch(Runner.local()
                .start(Classifier.class, CONFIG, penguins().examples().split(VALIDATION)));
        Outcome there = epoch(SparkRunner.on(session).start(Classifier.class, CONFIG, penguins(), VALIDATION));
        assertThat(there).usingRecursiveComparison().isEqualTo(here);
    }
}
