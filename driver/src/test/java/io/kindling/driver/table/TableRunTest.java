package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.example.Classifier;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.nn.Config;
import io.kindling.program.Evaluation;
import io.kindling.program.Runner;
import io.kindling.program.StepResult;
import io.kindling.program.Training;
import io.kindling.program.WeightsChecksum;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Training on a table in a session of the user's, with Spark's own settings: Java serialization, nothing registered. */
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
            return new Outcome(WeightsChecksum.of(training.state().weights()), training.evaluate());
        }
    }

    @Test
    void rowsOnExecutors_giveTheBitsOfRowsInMemory() {
        Outcome here = epoch(Runner.local()
                .config(CONFIG)
                .start(new Classifier(), penguins().examples().split(VALIDATION)));
        SparkRunner runner = SparkRunner.on(session);
        runner.config(CONFIG);
        Outcome there = epoch(runner.start(new Classifier(), penguins(), VALIDATION));
        assertThat(there).usingRecursiveComparison().isEqualTo(here);
    }
}
