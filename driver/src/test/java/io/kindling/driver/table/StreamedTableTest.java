package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.data.DataException;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.SyntheticTable;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.nn.Model;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.Metric;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Evaluation;
import io.kindling.program.Execution;
import io.kindling.program.ProgramException;
import io.kindling.program.ProgramSpec;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes over the files of a table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamedTableTest {
    private static final int ROWS = 5000;
    private static final int WIDTH = 16;
    private static final int CLASSES = 10;
    private static final Labels LABELS = new Labels.Numbers(CLASSES);

    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    static Path folder;

    private final BuiltProgram program = BuiltProgram.of(new ProgramSpec(
            Classifier.class.getName(),
            Classifier.DEFAULTS.with("confusion_matrix", true),
            new DataSchema(DType.FLOAT32, Shape.of(WIDTH), DType.INT32, Shape.SCALAR, CLASSES, false),
            7,
            64,
            4,
            Execution.COMPILED));
    private String table = "";

    @BeforeAll
    void write() {
        table = folder.resolve("table").toString();
        SyntheticTable.of(SESSION.get(), ROWS, WIDTH, CLASSES, 3)
                .withColumn("id", functions.monotonically_increasing_id())
                .repartition(5)
                .write()
                .option("parquet.block.size", 16 << 10)
                .parquet(table);
    }

    private StreamClock clock() {
        return new StreamClock(SESSION.get().sparkContext());
    }

    private StreamedTable stream(Dataset<Row> rows) {
        return Table.of(rows).features("features").label("label").shape(WIDTH).labelsAre(LABELS).stream();
    }

    private Dataset<Row> rows() {
        return SESSION.get().read().parquet(table);
    }

    private Evaluation evaluate(Dataset<Row> rows) {
        StreamedTable streamed = stream(rows);
        assertThat(streamed.count()).isEqualTo(ROWS);
        return streamed.evaluate(program, LABELS, clock());
    }

    private long[][] matrix(Evaluation evaluation) {
        List<Metric> metrics = List.copyOf(program.metrics().values());
        for (int i = 0; i < metrics.size(); i++) {
            if (metrics.get(i) instanceof ConfusionMatrix matrix) {
                matrix.load(evaluation.states().get(i));
                return matrix.counts();
            }
        }
        throw new AssertionError("no confusion matrix");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 64})
    void metrics_doNotDependOnPartitions(int partitions) {
        Evaluation expected = evaluate(rows());
        Evaluation found = evaluate(rows().repartition(partitions));
        assertThat(found.loss()).isEqualTo(expected.loss());
        assertThat(found.metrics()).isEqualTo(expected.metrics());
        assertThat(found.rows()).isEqualTo(ROWS);
    }

    @Test
    void metrics_doNotDependOnTheSplitsOfFiles() {
        Evaluation expected = evaluate(rows());
        SESSION.get().conf().set("spark.sql.files.maxPartitionBytes", "20000");
        try {
            assertThat(rows().rdd().getNumPartitions()).isGreaterThan(8);
            assertThat(evaluate(rows())).usingRecursiveComparison().isEqualTo(expected);
        } finally {
            SESSION.get().conf().unset("spark.sql.files.maxPartitionBytes");
        }
    }

    @Test
    void confusionMatrix_isThatOfAPlainLoop() {
        long[][] expected = new long[CLASSES][CLASSES];
        Dataset<Row> predictions =
                stream(rows()).predict(new Predictor(program, LABELS, List.of(), SESSION.get()), clock());
        for (Row row : predictions.select("label", "probabilities").collectAsList()) {
            List<Float> probabilities = row.getList(1);
            int likeliest = 0;
            for (int i = 1; i < CLASSES; i++) {
                likeliest = probabilities.get(i) > probabilities.get(likeliest) ? i : likeliest;
            }
            expected[row.getInt(0)][likeliest]++;
        }
        assertThat(matrix(evaluate(rows()))).isDeepEqualTo(expected);
    }

    @Test
    void groups_areTheirRowsByThemselves_andAddUp() {
        Dataset<Row> grouped = rows().selectExpr("features", "label", "id", "if(id % 7 = 0, null, id % 3) kind");
        StreamedTable.Grouped found = stream(grouped).evaluateBy("kind", program, LABELS, 0, ROWS, clock());
        assertThat(found.groups()).containsOnlyKeys("0", "1", "2", "null");
        assertThat(found.whole()).usingRecursiveComparison().isEqualTo(evaluate(rows()));
        for (String value : List.of("0", "1", "2", "null")) {
            Dataset<Row> own = grouped.where(value.equals("null") ? "kind is null" : "kind = " + value);
            Evaluation alone = stream(own).evaluate(program, LABELS, 0, own.count(), clock());
            assertThat(found.groups().get(value)).usingRecursiveComparison().isEqualTo(alone);
        }
        StreamClock clock = clock();
        assertThatThrownBy(() -> stream(grouped).evaluateBy("id", program, LABELS, 0, ROWS, clock))
                .isInstanceOf(Exception.class)
                .hasMessageContaining("Cannot evaluate by a column of more than 1000 values");
        assertThatThrownBy(() -> stream(grouped).evaluateBy("sort", program, LABELS, 0, ROWS, clock))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot find column 'sort' for groups");
    }

    @Test
    void condition_choosesRows() {
        Table all = Table.of(rows())
                .features("features")
                .label("label")
                .shape(WIDTH)
                .labelsAre(LABELS);
        long expected = rows().where("label > 3").count();
        assertThat(all.where("label > 3").stream().count()).isEqualTo(expected);
        assertThatThrownBy(() -> all.where("sort > 3"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Invalid where: sort > 3");
        assertThatThrownBy(() -> all.where("label >"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Invalid where: label >");
    }

    @Test
    void rows_keepTheirNumbersAndTheirOwnColumns() {
        StreamedTable streamed = stream(rows());
        Predictor predictor = new Predictor(program, LABELS, List.of(), SESSION.get());
        Dataset<Row> all = streamed.predict(predictor, 0, streamed.count(), clock());
        assertThat(all.columns()).containsExactly("row", "features", "label", "id", "predicted", "probabilities");
        List<Row> found = all.orderBy("row").collectAsList();
        assertThat(found.stream().map(row -> row.getLong(0)))
                .containsExactlyElementsOf(LongStream.range(0, ROWS).boxed().toList());
        List<Row> part =
                streamed.predict(predictor, 1500, 1700, clock()).orderBy("row").collectAsList();
        assertThat(part).isEqualTo(found.subList(1500, 1700));
        assertThat(all.select("features", "label", "id").orderBy("id").collectAsList())
                .isEqualTo(rows().orderBy("id").collectAsList());
    }

    @Test
    void outputsOfLayers_areTheModelsLogits_andHiddenValues() {
        Dataset<Row> predictions = stream(rows())
                .predict(new Predictor(program, LABELS, List.of("predictions", "dense_1"), SESSION.get()), clock());
        assertThat(predictions.columns())
                .containsExactly("features", "label", "id", "predicted", "probabilities", "predictions", "dense_1");
        Model model = program.models().get("classifier");
        for (Row row : predictions.limit(700).collectAsList()) {
            float[] logits = floats(row, "predictions");
            assertThat(floats(row, "probabilities"))
                    .isEqualTo(Ops.softmax(Tensor.of(logits, 1, CLASSES)).floats());
            float[] features = new float[WIDTH];
            List<Short> given = row.getList(row.fieldIndex("features"));
            for (int i = 0; i < WIDTH; i++) {
                features[i] = given.get(i);
            }
            assertThat(logits)
                    .isEqualTo(model.predict(Tensor.of(features, 1, WIDTH)).floats());
            assertThat(row.getList(row.fieldIndex("dense_1"))).hasSize(64);
        }
        assertThatThrownBy(() -> new Predictor(program, LABELS, List.of("dense_9"), SESSION.get()))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("Cannot find layer 'dense_9' in model 'classifier': it has ")
                .hasMessageContaining("Did you mean dense_1?");
    }

    private static float[] floats(Row row, String column) {
        List<Float> values = row.getList(row.fieldIndex(column));
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    /** Spark would leave out columns that are not used, and must still find the others. */
    @Test
    void predictions_mayBeSelectedAndFilteredLikeAnyColumns() {
        Dataset<Row> predictions =
                stream(rows()).predict(new Predictor(program, LABELS, List.of(), SESSION.get()), clock());
        List<Integer> expected = new ArrayList<>();
        for (Row row : predictions.collectAsList()) {
            if (row.getInt(1) == 3) {
                expected.add(row.getInt(row.fieldIndex("predicted")));
            }
        }
        assertThat(predictions.where("label = 3").select("predicted").collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(predictions.count()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tinyint", "smallint", "int", "bigint", "float", "double", "decimal(10,2)"})
    void arraysOfAnyNumbers_areTheSameFeatures(String type) {
        Dataset<Row> small =
                rows().selectExpr("transform(features, x -> cast(x % 100 as int)) features", "label", "id");
        Predictor predictor = new Predictor(program, LABELS, List.of(), SESSION.get());
        List<Row> expected = stream(small)
                .predict(predictor, clock())
                .orderBy("id")
                .select("probabilities")
                .collectAsList();
        Dataset<Row> cast = small.withColumn("features", small.col("features").cast("array<" + type + ">"));
        assertThat(stream(cast)
                        .predict(predictor, clock())
                        .orderBy("id")
                        .select("probabilities")
                        .collectAsList())
                .isEqualTo(expected);
    }

    @Test
    void invalidRow_isReportedWithItsPlace() throws Exception {
        Path file = folder.resolve("bad.csv");
        Files.writeString(file, "x,label\n1,0\n2,1\nNaN,1\n");
        Table bad = Table.read(SESSION.get(), TableFormat.CSV, file.toString())
                .features("x")
                .label("label")
                .shape(1)
                .labelsAre(LABELS);
        BuiltProgram narrow = BuiltProgram.of(program.spec()
                .with(new DataSchema(DType.FLOAT32, Shape.of(1), DType.INT32, Shape.SCALAR, CLASSES, false)));
        assertThat(bad.stream().count()).isEqualTo(3);
        StreamClock clock = clock();
        assertThatThrownBy(() -> bad.stream().evaluate(narrow, LABELS, 0, 3, clock))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid feature 'x' in row 2 of " + file
                        + ": 'NaN' (features are finite in float32; if this stands for a null in CSV, set --null NaN, and"
                        + " --nulls to drop, mean or zero)");
        Table outside = bad.labelsAre(new Labels.Numbers(1));
        assertThatThrownBy(() -> outside.stream().evaluate(narrow, new Labels.Numbers(1), clock()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Invalid label 'label' in row 1 of " + file);
    }

    @Test
    void truncatedFiles_areNamed() throws Exception {
        String parquet = folder.resolve("cut").toString();
        rows().coalesce(1).write().parquet(parquet);
        assertCutIsNamed(TableFormat.PARQUET, parquet, "part-");
        String csv = folder.resolve("cut.csv").toString();
        rows().selectExpr("features[0] features", "label")
                .coalesce(1)
                .write()
                .option("header", "true")
                .option("compression", "gzip")
                .csv(csv);
        assertCutIsNamed(TableFormat.CSV, csv, "part-");
    }

    private static void assertCutIsNamed(TableFormat format, String path, String prefix) throws Exception {
        Path file;
        try (Stream<Path> files = Files.list(Path.of(path))) {
            file = files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        assertThatThrownBy(() -> Table.read(SESSION.get(), format, path).features("features").label("label").stream()
                        .count())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot read " + (format == TableFormat.CSV ? file : path));
    }

    @Test
    void times_areThoseOfTheTasks() {
        StreamClock clock = clock();
        stream(rows()).evaluate(program, LABELS, clock);
        Map<String, Double> times = clock.times().asMap();
        assertThat(times).containsOnlyKeys("read", "decode", "compute", "write");
        assertThat(times.get("compute")).isPositive();
    }
}
