package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.example.Classifier;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Predictor;
import io.kindling.driver.table.Table;
import io.kindling.driver.table.TableFormat;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.program.BuiltProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkEngineTest {
    private static final int ROWS = 500;

    @TempDir
    Path folder;

    /** Without a fixed number of parts, Spark would split the files differently from when the rows were numbered. */
    @Test
    void rowNumbers_doNotDependOnTheNumberOfCores() throws IOException {
        Path file = Files.write(
                folder.resolve("rows.csv"),
                IntStream.range(-1, ROWS)
                        .mapToObj(row -> row < 0 ? "x,k" : row + "," + row % 3)
                        .toList());
        MachineSettings settings = MachineSettings.on("local[2]", Map.of("spark.sql.files.openCostInBytes", "1"));
        try (Engine engine = Engine.of(settings, note -> {})) {
            SparkSession session = engine.session();
            CheckedTable table = Table.read(session, TableFormat.CSV, file.toString())
                    .features("x")
                    .label("k")
                    .check();
            for (int cores : List.of(7, 1)) {
                session.sparkContext().conf().set("spark.default.parallelism", Integer.toString(cores));
                assertThat(session.sparkContext().defaultParallelism()).isEqualTo(cores);

                assertThat((int[]) table.readLabels(0, ROWS).values())
                        .isEqualTo(IntStream.range(0, ROWS).map(row -> row % 3).toArray());
                List<Row> predictions = table.stream()
                        .predict(predictor(session, table), 0, ROWS, new StreamClock(session.sparkContext()))
                        .collectAsList();
                assertThat(predictions.stream().mapToLong(row -> row.getLong(0)).sorted())
                        .containsExactlyElementsOf(
                                LongStream.range(0, ROWS).boxed().toList());
                assertThat(predictions).allMatch(row -> row.getString(1).equals(Long.toString(row.getLong(0))));
            }
        }
    }

    private static Predictor predictor(SparkSession session, CheckedTable table) {
        BuiltProgram program =
                SparkRunner.on(session).build(Classifier.class.getName(), Classifier.DEFAULTS, table.schema());
        return new Predictor(program, table.labels().orElseThrow(), List.of(), session);
    }
}
