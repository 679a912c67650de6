package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Examples;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.program.StepResult;
import io.kindling.program.StrategyKind;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * User sessions with any serializer, which need to know nothing of Kindling.
 *
 * @see io.kindling.worker.internal.Wire
 */
class KryoSessionTest {
    private static SparkSession session(String serializer, boolean registrationRequired) {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.serializer", "org.apache.spark.serializer." + serializer)
                .config("spark.kryo.registrationRequired", registrationRequired)
                .getOrCreate();
    }

    private static List<Double> losses(Runner runner, Examples rows) {
        List<Double> losses = new ArrayList<>();
        try (Training training = runner.start(Classifier.class, Classifier.DEFAULTS, rows)) {
            for (StepResult step : training.epoch()) {
                losses.add(step.losses().get("train"));
            }
        }
        return losses;
    }

    @ParameterizedTest
    @CsvSource({"JavaSerializer, false", "KryoSerializer, false", "KryoSerializer, true"})
    void anySerializer_trainsOnATable(String serializer, boolean registrationRequired) throws IOException {
        try (SparkSession session = session(serializer, registrationRequired)) {
            Table penguins = Table.read(session, TableFormat.CSV, "../deploy/data/penguins/penguins.csv")
                    .features("bill_length_mm", "bill_depth_mm")
                    .label("species");
            SparkRunner runner = SparkRunner.on(session).strategy(StrategyKind.BROADCAST);
            List<Double> expected = losses(Runner.local(), penguins.examples());
            assertThat(expected).hasSizeGreaterThan(3);
            assertThat(losses(runner, penguins.examples())).isEqualTo(expected);
            List<Double> ofTable = new ArrayList<>();
            try (Training training = runner.start(Classifier.class, Classifier.DEFAULTS, penguins)) {
                training.epoch().forEach(step -> ofTable.add(step.losses().get("train")));
            }
            assertThat(ofTable).isEqualTo(expected);
        }
    }
}
