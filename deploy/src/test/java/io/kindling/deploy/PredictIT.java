package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.config.Config;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Softmax;
import io.kindling.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions from the command line, read back by Spark. */
class PredictIT {
    private static final Path PENGUINS = Repository.file("deploy/data/penguins/penguins.csv");
    private static final int ROWS_OF_PENGUINS = 342;

    @TempDir
    static Path folder;

    private static SparkSession session;

    private static KindlingResult run(String... arguments) {
        return KindlingProcess.in(folder).run(arguments);
    }

    @BeforeAll
    static void train() {
        session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        run(
                        "train",
                        "classifier",
                        "--data",
                        PENGUINS.toString(),
                        "--features",
                        "bill_length_mm,bill_depth_mm,flipper_length_mm",
                        "--label",
                        "species",
                        "--epochs",
                        "3",
                        "--master",
                        "none",
                        "--output",
                        "penguins")
                .exitsWith(0);
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    @Test
    void predictionsForTheTestFiles_giveTheConfusionMatrix() {
        run(
                        "train",
                        "classifier",
                        "--rescale",
                        "--limit",
                        "1280",
                        "--epochs",
                        "1",
                        "--master",
                        "none",
                        "--output",
                        "images")
                .exitsWith(0);
        JsonNode matrix = run("evaluate", "--model", "images/model", "--split", "test", "--master", "none", "--json")
                .exitsWith(0)
                .json()
                .get("confusion_matrix");
        JsonNode result = run("predict", "--model", "images/model", "--output", "predicted", "--json")
                .exitsWith(0)
                .json();
        assertThat(result.get("examples").asLong()).isEqualTo(1000);
        assertThat(result.get("columns"))
                .extracting(JsonNode::asText)
                .containsExactly("row", "label", "features", "predicted", "probabilities");

        Dataset<Row> rows =
                session.read().parquet(folder.resolve("predicted").toString()).orderBy("row");
        long[][] counts = new long[10][10];
        long number = 0;
        for (Row row : rows.collectAsList()) {
            assertThat(row.getLong(0)).isEqualTo(number++);
            assertThat(row.getList(2)).hasSize(28 * 28);
            List<Float> probabilities = row.getList(4);
            assertThat(probabilities.stream().mapToDouble(Float::doubleValue).sum())
                    .isCloseTo(1, within(1e-5));
            counts[row.getInt(1)][row.getInt(3)]++;
        }
        for (int label = 0; label < 10; label++) {
            for (int predicted = 0; predicted < 10; predicted++) {
                assertThat(counts[label][predicted])
                        .isEqualTo(matrix.get(label).get(predicted).asLong());
            }
        }

        // A table of the same images; its label is not used as a feature because --label names it.
        rows.select("label", "features").write().parquet(folder.resolve("table").toString());
        run(
                        "predict",
                        "--model",
                        "images/model",
                        "--data",
                        "table",
                        "--format",
                        "parquet",
                        "--label",
                        "label",
                        "--output",
                        "again")
                .exitsWith(0);
        assertThat(pairs(session.read().parquet(folder.resolve("again").toString())))
                .isEqualTo(pairs(rows));
    }

    /** Returns the sorted pairs of true label and predicted class. */
    private static List<String> pairs(Dataset<Row> predictions) {
        return predictions.select("label", "predicted").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    @Test
    void formats_haveTheSamePredictionsAndTheColumnsOfTheTable_fromExecutorsToo() {
        String data = PENGUINS.toString();
        run("predict", "--model", "penguins/model", "--data", data, "--output", "p.csv", "--output-format", "csv")
                .exitsWith(0);
        run(
                        "predict",
                        "--model",
                        "penguins/model",
                        "--data",
                        data,
                        "--output",
                        "p.json",
                        "--output-format",
                        "json",
                        "--master",
                        "local-cluster[2,1,1024]")
                .exitsWith(0);

        Dataset<Row> csv = session.read()
                .option("header", "true")
                .csv(folder.resolve("p.csv").toString());
        Dataset<Row> json = session.read().json(folder.resolve("p.json").toString());
        assertThat(csv.columns())
                .containsExactly(
                        "row",
                        "species",
                        "island",
                        "bill_length_mm",
                        "bill_depth_mm",
                        "flipper_length_mm",
                        "body_mass_g",
                        "sex",
                        "year",
                        "predicted",
                        "probabilities");
        String[] columns = {
            "cast(row as long)", "species", "island", "body_mass_g", "predicted", "cast(probabilities as string)"
        };
        List<Row> fromCsv = csv.selectExpr(columns).orderBy("row").collectAsList();
        List<Row> fromJson = json.selectExpr(
                        "row", "species", "island", "body_mass_g", "predicted", "to_json(probabilities)")
                .orderBy("row")
                .collectAsList();
        assertThat(fromCsv).hasSize(ROWS_OF_PENGUINS);
        for (int i = 0; i < ROWS_OF_PENGUINS; i++) {
            for (int column = 0; column < 5; column++) {
                assertThat(fromJson.get(i).get(column)).isEqualTo(fromCsv.get(i).get(column));
            }
            assertThat(fromCsv.get(i).getString(4)).isIn("Adelie", "Chinstrap", "Gentoo");
            assertThat(fromCsv.get(i).getString(5))
                    .startsWith("[0.")
                    .hasSameSizeAs(fromJson.get(i).getString(5));
        }
    }

    @Test
    void rowsWithoutLabels_arePredicted_andOutputIsReplacedOnlyWithOverwrite() throws Exception {
        Files.writeString(
                folder.resolve("new.csv"),
                "bill_length_mm,bill_depth_mm,flipper_length_mm\n46.1,13.2,211\n39.1,18.7,181\n");
        String[] predict = {
            "predict", "--model", "penguins/model", "--data", "new.csv", "--output", "new", "--master", "none"
        };
        assertThat(run(predict).exitsWith(0).output())
                .contains("Predicted 2 rows")
                .contains("Output: new (parquet; columns row, bill_length_mm,");
        assertThat(run(predict).exitsWith(7).error())
                .startsWith("kindling: Cannot write to new: it already contains ")
                .endsWith("Give another --output, or --overwrite.\n");
        assertThat(run("predict", "--model", "penguins/model", "--data", "new.csv", "--output", "new", "--overwrite")
                        .exitsWith(0)
                        .output())
                .contains("Predicted 2 rows");
    }

    /** A model that no program trained, written by Java code, is its own predictor; a loss makes it evaluable. */
    @Test
    void modelThatJavaCodeWrote_predictsAndIsEvaluated_onExecutorsToo() throws Exception {
        Model model = Model.sequential(
                Input.of(3), BatchNormalization.of(), Dense.of(4).activation("relu"), Dense.of(3), Softmax.of());
        ModelFolder.of(model, Config.EMPTY)
                .write(Location.of(folder.resolve("java").toString()));
        String features = "bill_length_mm,bill_depth_mm,flipper_length_mm";
        run(
                        "predict",
                        "--model",
                        "java",
                        "--data",
                        PENGUINS.toString(),
                        "--features",
                        features,
                        "--output",
                        "by-java",
                        "--master",
                        "local-cluster[2,1,1024]")
                .exitsWith(0);
        List<Row> rows = session.read()
                .parquet(folder.resolve("by-java").toString())
                .orderBy("row")
                .selectExpr(
                        "cast(bill_length_mm as float)",
                        "cast(bill_depth_mm as float)",
                        "cast(flipper_length_mm as float)",
                        "predicted",
                        "probabilities")
                .collectAsList();
        assertThat(rows).hasSize(ROWS_OF_PENGUINS);
        for (Row row : rows) {
            float[] expected = model.predict(
                            Tensor.of(new float[] {row.getFloat(0), row.getFloat(1), row.getFloat(2)}, 1, 3))
                    .floats();
            List<Float> probabilities = row.getList(4);
            for (int i = 0; i < 3; i++) {
                assertThat(probabilities.get(i)).isCloseTo(expected[i], within(1e-6f));
                assertThat(probabilities.get(i)).isLessThanOrEqualTo(probabilities.get(row.getInt(3)));
            }
        }

        List<JsonNode> losses = new ArrayList<>();
        for (String master : List.of("none", "local-cluster[2,1,1024]")) {
            JsonNode evaluation = run(
                            "evaluate",
                            "--model",
                            "java",
                            "--data",
                            PENGUINS.toString(),
                            "--features",
                            features,
                            "--label",
                            "species",
                            "--loss",
                            "SparseCategoricalCrossentropy",
                            "--metrics",
                            "SparseCategoricalAccuracy",
                            "--master",
                            master,
                            "--json")
                    .exitsWith(0)
                    .json();
            assertThat(evaluation.get("examples").asLong()).isEqualTo(ROWS_OF_PENGUINS);
            assertThat(evaluation.get("sparse_categorical_accuracy").asDouble()).isBetween(0.0, 1.0);
            losses.add(evaluation.get("loss"));
        }
        assertThat(losses.get(1)).isEqualTo(losses.get(0));
    }

    /** The loss of an evaluation is that of the predictions which are written; what needs labels is left out. */
    @Test
    void autoencoderOfATableWithoutLabels_isEvaluatedByItsOwnLossAndMetric_andPredictsRows() throws Exception {
        ProgramJar.pack(folder.resolve("own.jar"), "com.acme.own.", "Autoencoder");
        run(
                        "train",
                        "com.acme.own.Autoencoder",
                        "--jar",
                        "own.jar",
                        "--data",
                        PENGUINS.toString(),
                        "--features",
                        "bill_length_mm,bill_depth_mm,flipper_length_mm",
                        "--epochs",
                        "2",
                        "--output",
                        "rebuilt")
                .exitsWith(0);
        String[] evaluate = {"evaluate", "--model", "rebuilt/model", "--jar", "own.jar", "--data", PENGUINS.toString()};
        JsonNode evaluated =
                run(with(evaluate, "--split", "all", "--json")).exitsWith(0).json();
        assertThat(evaluated.get("examples").asLong()).isEqualTo(ROWS_OF_PENGUINS);
        assertThat(evaluated.fieldNames())
                .toIterable()
                .containsExactly(
                        "command",
                        "examples",
                        "bad_records",
                        "rows_with_nulls",
                        "loss",
                        "error",
                        "seconds",
                        "task_seconds",
                        "bound");
        assertThat(run(with(evaluate, "--split", "validation", "--master", "none"))
                        .exitsWith(0)
                        .output())
                .startsWith("57 validation rows of ")
                .contains("\nloss ", "\nerror ")
                .doesNotContain("accuracy", "confusion", "class");
        run("predict", "--model", "rebuilt/model", "--jar", "own.jar", "--data", PENGUINS.toString(), "--output", "r")
                .exitsWith(0);
        double squares = 0;
        double distances = 0;
        List<Row> rows = session.read()
                .parquet(folder.resolve("r").toString())
                .select("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "predicted")
                .collectAsList();
        for (Row row : rows) {
            List<Float> rebuilt = row.getList(3);
            assertThat(rebuilt).hasSize(3);
            for (int column = 0; column < 3; column++) {
                double distance = Double.parseDouble(row.getString(column)) - rebuilt.get(column);
                squares += distance * distance;
                distances += Math.abs(distance);
            }
        }
        assertThat(rows).hasSize(ROWS_OF_PENGUINS);
        int numbers = 3 * ROWS_OF_PENGUINS;
        assertThat(evaluated.get("loss").asDouble()).isCloseTo(squares / numbers, withinPercentage(1e-3));
        assertThat(evaluated.get("error").asDouble()).isCloseTo(distances / numbers, withinPercentage(1e-3));
    }

    private static String[] with(String[] common, String... more) {
        return Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void columnThatAlreadyExists_isRejected() throws Exception {
        Files.writeString(
                folder.resolve("twice.csv"),
                "predicted,bill_length_mm,bill_depth_mm,flipper_length_mm\nx,46.1,13.2,211\n");
        assertThat(run(
                                "predict",
                                "--model",
                                "penguins/model",
                                "--data",
                                "twice.csv",
                                "--output",
                                "twice",
                                "--master",
                                "none")
                        .exitsWith(3)
                        .error())
                .endsWith("kindling: Cannot add column 'predicted' to twice.csv: the table already has a column"
                        + " of that name. Rename that column, or name the predictions with --prediction-columns.\n");
    }

    @Test
    void featureThatIsNotFinite_isReportedWithItsPlace_andNothingIsWritten() throws Exception {
        Files.writeString(
                folder.resolve("bad.csv"),
                "bill_length_mm,bill_depth_mm,flipper_length_mm\n46.1,13.2,211\n46.1,NaN,211\n");
        KindlingResult result =
                run("predict", "--model", "penguins/model", "--data", "bad.csv", "--output", "bad", "--master", "none");
        assertThat(result.exitsWith(3).error()).contains("Invalid feature 'bill_depth_mm' in row 1 of ");
        assertThat(folder.resolve("bad")).doesNotExist();
    }

    /** Ten moments with {@code -Dkindling.full=true}, otherwise one. */
    @Test
    void killedRun_isRepeatedByTheSameCommand_withEachRowOnce() throws Exception {
        Path table = folder.resolve("many");
        StringBuilder rows = new StringBuilder("id,bill_length_mm,bill_depth_mm,flipper_length_mm\n");
        int count = 300_000;
        for (int row = 0; row < count; row++) {
            rows.append(row)
                    .append(",46.")
                    .append(row % 10)
                    .append(",13.2,2")
                    .append(row % 100)
                    .append('\n');
        }
        Files.createDirectories(table);
        Files.writeString(table.resolve("rows.csv"), rows);
        Random moments = new Random(26);
        for (int kill = 0; kill < (Boolean.getBoolean("kindling.full") ? 10 : 1); kill++) {
            String output = "killed-" + kill;
            String[] command = {
                "predict", "--model", "penguins/model", "--data", "many", "--format", "csv", "--output", output
            };
            try (RunningKindling running = KindlingProcess.in(folder).start(command)) {
                Path unfinished = folder.resolve(output).resolve("_unfinished");
                while (!Files.exists(unfinished) && running.isRunning()) {
                    Thread.sleep(5);
                }
                Thread.sleep(moments.nextInt(600));
                running.handle().destroyForcibly();
                running.await();
            }
            assertThat(folder.resolve(output).resolve("_SUCCESS")).doesNotExist();
            run(command).exitsWith(0);
            Dataset<Row> found = session.read().parquet(folder.resolve(output).toString());
            assertThat(found.count()).isEqualTo(count);
            assertThat(found.select("id").distinct().count()).isEqualTo(count);
            assertThat(folder.resolve(output).resolve("_SUCCESS")).exists();
            assertThat(folder.resolve(output).resolve("_unfinished")).doesNotExist();
        }
    }
}
