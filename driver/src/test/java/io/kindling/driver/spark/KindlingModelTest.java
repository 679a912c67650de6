package io.kindling.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.KindlingException;
import io.kindling.config.Config;
import io.kindling.driver.example.PredictedTable;
import io.kindling.driver.internal.dataset.SyntheticTable;
import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** @see PredictedTable */
class KindlingModelTest {
    private static final int ROWS = 2000;
    private static final int WIDTH = 16;
    private static final int FILES = 20;
    private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";

    @TempDir
    Path folder;

    private String location = "";
    private Model model;

    @BeforeEach
    void save() throws IOException {
        model = Model.sequential(
                Input.of(WIDTH), Dense.of(8).activation("relu"), Dense.of(3).activation("softmax"));
        location = folder.resolve("model").toString();
        ModelFolder.of(model, Config.EMPTY).write(Location.of(location));
    }

    static Stream<Map<String, String>> sessions() {
        return Stream.of(
                Map.of("spark.serializer", "org.apache.spark.serializer.JavaSerializer"),
                Map.of("spark.serializer", KRYO),
                Map.of("spark.serializer", KRYO, "spark.kryo.registrationRequired", "true"));
    }

    /** What the model itself computes for each row of a table. */
    private List<String> expected(Dataset<Row> rows) {
        List<String> expected = new ArrayList<>();
        for (Row row : rows.orderBy("id").collectAsList()) {
            List<Short> given = row.getList(row.fieldIndex("features"));
            float[] features = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                features[i] = given.get(i);
            }
            float[] probabilities = model.predict(Tensor.of(features, 1, WIDTH)).floats();
            int likeliest = 0;
            for (int i = 1; i < probabilities.length; i++) {
                likeliest = probabilities[i] > probabilities[likeliest] ? i : likeliest;
            }
            expected.add(row.getLong(row.fieldIndex("id")) + ": " + likeliest);
        }
        return expected;
    }

    private static List<String> found(Dataset<Row> predictions) {
        return predictions.orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(row.fieldIndex("id")) + ": " + row.getInt(row.fieldIndex("predicted")))
                .toList();
    }

    private static Dataset<Row> table(SparkSession session) {
        return SyntheticTable.of(session, ROWS, WIDTH, 3, 11)
                .selectExpr("monotonically_increasing_id() id", "features");
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void predictions_areTheModelsInAnySession_andOfAStreamToo(Map<String, String> settings) throws Exception {
        SparkSession.Builder builder = SparkSession.builder().master("local[2]");
        settings.forEach(builder::config);
        SparkSession session = builder.config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        try {
            Dataset<Row> rows = table(session);
            List<String> expected = expected(rows);
            KindlingModel saved = KindlingModel.read(location);
            assertThat(found(saved.transform(rows))).isEqualTo(expected);
            if (settings.containsValue(KRYO)) {
                return; // Spark registers no classes of its streams, and one session with them is enough.
            }
            String files = folder.resolve("files").toString();
            rows.repartition(FILES).write().parquet(files);
            StreamingQuery query = saved.transform(session.readStream()
                            .schema(rows.schema())
                            .option("maxFilesPerTrigger", 1)
                            .parquet(files))
                    .writeStream()
                    .option("checkpointLocation", folder.resolve("state").toString())
                    .format("parquet")
                    .outputMode("append")
                    .trigger(Trigger.AvailableNow())
                    .start(folder.resolve("predicted").toString());
            query.awaitTermination();
            assertThat(query.recentProgress()).hasSizeGreaterThanOrEqualTo(FILES);
            assertThat(found(session.read().parquet(folder.resolve("predicted").toString())))
                    .isEqualTo(expected);
        } finally {
            session.stop();
        }
    }

    @Test
    void example_predictsATable() throws IOException {
        String files = folder.resolve("table").toString();
        String output = folder.resolve("output").toString();
        List<String> expected;
        try (SparkSession session = Sessions.start(SparkMaster.Local.threads(2), Map.of())) {
            table(session).write().parquet(files);
            expected = expected(session.read().parquet(files));
        }
        PredictedTable.main(new String[] {location, files, output});
        try (SparkSession session = Sessions.start(SparkMaster.Local.threads(2), Map.of())) {
            assertThat(found(session.read().parquet(output))).isEqualTo(expected);
        }
    }

    @Test
    void columnsThatDoNotFit_areRefusedBeforeAnythingIsRead() throws IOException {
        try (SparkSession session = Sessions.start(SparkMaster.Local.threads(1), Map.of())) {
            Dataset<Row> rows = table(session);
            KindlingModel saved = KindlingModel.read(location);
            Dataset<Row> taken = rows.withColumnRenamed("id", "predicted");
            assertThatThrownBy(() -> saved.transform(taken))
                    .isInstanceOf(KindlingException.class)
                    .hasMessageContaining("Cannot add column 'predicted'");
            assertThatThrownBy(() -> saved.features("pixels").transform(rows))
                    .isInstanceOf(KindlingException.class)
                    .hasMessageContaining("Cannot find column 'pixels'");
            assertThatThrownBy(() -> saved.features("id").transform(rows))
                    .isInstanceOf(KindlingException.class)
                    .hasMessageContaining("1 columns (expected 16 numbers per row)");
        }
    }
}
