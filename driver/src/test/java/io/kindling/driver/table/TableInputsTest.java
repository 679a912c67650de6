package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.FeatureLayout;
import io.kindling.data.FeatureLayout.Feature;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.spark.KindlingModel;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Columns as the named inputs of a model that has several.
 *
 * @see Columns
 * @see io.kindling.driver.table.internal.RowLayout
 */
class TableInputsTest {
    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    private static final int ROWS = 90;
    private static final StructType SCHEMA = new StructType()
            .add("w", DataTypes.DoubleType)
            .add("code", DataTypes.IntegerType)
            .add("h", DataTypes.DoubleType)
            .add("label", DataTypes.IntegerType);

    private static Table table() {
        return Table.of(rows()).label("label");
    }

    private static Dataset<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(RowFactory.create(i % 11 / 11.0, i % 3, i % 7 / 7.0, i % 5 % 3));
        }
        return SESSION.get().createDataFrame(rows, SCHEMA);
    }

    private static Table named() {
        return table().input("size", "w", "h").input("kind", "code");
    }

    /** The same rows, made without a table's inputs. */
    private static Examples examples() {
        Examples rows = table().features("w", "code", "h").examples();
        float[] all = (float[]) rows.features().values();
        float[] sizes = new float[ROWS * 2];
        float[] kinds = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            sizes[2 * i] = all[3 * i];
            kinds[i] = all[3 * i + 1];
            sizes[2 * i + 1] = all[3 * i + 2];
        }
        return Examples.of(Map.of("size", Column.of(sizes, 2), "kind", Column.of(kinds, 1)))
                .withLabels(rows.labels().orElseThrow());
    }

    private static String digest(Training training) {
        try (training) {
            for (int epoch = 0; epoch < 2; epoch++) {
                training.epoch().forEach(step -> {});
            }
            return WeightsDigest.of(training.models());
        }
    }

    private static SparkRunner spark() {
        return SparkRunner.on(SESSION.get()).batchSize(20).shards(3);
    }

    private static Runner local() {
        return Runner.local().batchSize(20).shards(3);
    }

    @Test
    void inputsOfATable_trainTheSameWeightsAsTheSameExamples() {
        String expected = digest(local().start(SizeAndKindProgram.class, examples()));
        assertThat(digest(spark().start(SizeAndKindProgram.class, named()))).isEqualTo(expected);
        assertThat(digest(local().start(SizeAndKindProgram.class, named().examples())))
                .isEqualTo(expected);
        assertThat(digest(spark().execution(Execution.EAGER).start(SizeAndKindProgram.class, named())))
                .isNotEmpty();
        Table swapped = table().input("size", "h", "w").input("kind", "code");
        assertThat(digest(spark().start(SizeAndKindProgram.class, swapped))).isNotEqualTo(expected);
    }

    @Test
    void inputs_areConcatenatedInTheOrderOfNames_andInTheSchema() {
        CheckedTable table = named().check();
        FeatureLayout layout = new FeatureLayout(List.of(
                new Feature("kind", DType.FLOAT32, Shape.of(1)), new Feature("size", DType.FLOAT32, Shape.of(2))));
        assertThat(table.schema().layout()).isEqualTo(layout);
        assertThat(table.schema().featureShape()).isEqualTo(Shape.of(3));
        assertThat(table.features()).containsExactly("code", "w", "h");
        assertThat(table.inputs()).isEqualTo(Map.of("kind", List.of("code"), "size", List.of("w", "h")));
        Examples rows = table.read(0, ROWS);
        assertThat(rows.layout()).isEqualTo(layout);
        assertThat(rows.batch().features("size").floats())
                .containsExactly(examples().batch().features("size").floats());
        assertThat(rows.batch().features("kind").floats())
                .containsExactly(examples().batch().features("kind").floats());
    }

    @Test
    void aColumnOfArrays_hasItsWidth_andOneOfArraysOfArraysItsShape() {
        Dataset<Row> rows = SESSION.get()
                .sql("select array(1, 2, 3) a, 4 n, array(array(5, 6), array(7, 8), array(9, 10)) grid, 0 label");
        Examples read = Table.of(rows)
                .input("x", "a", "n")
                .input("grid", "grid")
                .label("label")
                .examples();
        assertThat(read.layout().features())
                .containsExactly(
                        new Feature("grid", DType.FLOAT32, Shape.of(3, 2)),
                        new Feature("x", DType.FLOAT32, Shape.of(4)));
        assertThat(read.batch().features("x").floats()).containsExactly(1, 2, 3, 4);
        assertThat(read.batch().features("grid").shape()).isEqualTo(Shape.of(1, 3, 2));
        assertThat(read.batch().features("grid").floats()).containsExactly(5, 6, 7, 8, 9, 10);
    }

    /** Both rows have five numbers: only the widths of the inputs tell them apart. */
    @Test
    void inputsOfOtherWidths_areRefusedForAModel() {
        Dataset<Row> rows = SESSION.get().sql("select array(1, 2) a, array(3, 4, 5) b");
        DataSchema model =
                Table.of(rows).input("x", "a").input("y", "b").check().schema();
        Table same = Table.of(rows).input("y", "b").input("x", "a").featuresFor(model);
        assertThat(same.examples().batch().features("y").floats()).containsExactly(3, 4, 5);
        assertThatThrownBy(() -> Table.of(rows)
                        .input("x", "b")
                        .input("y", "a")
                        .featuresFor(model)
                        .check())
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "Invalid input 'x' in row 0 of partition 0 of the table: 3 numbers (expected 2)");
        assertThatThrownBy(() -> Table.of(rows).input("x", "a").featuresFor(model))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "Cannot find the columns of input y in the table: the model has the inputs x, y. Name the columns"
                                + " of each with --input NAME=COLUMN[,COLUMN...], such as --input y=a.");
        DataSchema unnamed = Table.of(rows).features("a", "b").check().schema();
        assertThatThrownBy(() -> Table.of(rows).input("x", "a", "b").featuresFor(unnamed))
                .hasMessage("Invalid input: x (the model's features have no names: set --features)");
    }

    @Test
    void anImageFile_isAnInputOfTheImageShape() throws IOException {
        BufferedImage image = new BufferedImage(2, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, 2, 3, 0, new int[] {1, 2, 3, 4, 5, 6});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        StructType schema =
                new StructType().add("picture", DataTypes.BinaryType).add("age", DataTypes.IntegerType);
        Dataset<Row> rows = SESSION.get().createDataFrame(List.of(RowFactory.create(png.toByteArray(), 7)), schema);
        Table table = Table.of(rows).input("picture", "picture").input("age", "age");
        CheckedTable checked = table.shape(3, 2, 1).check();
        Batch batch = checked.read(0, 1).batch();
        assertThat(batch.features("picture").shape()).isEqualTo(Shape.of(1, 3, 2, 1));
        assertThat(batch.features("picture").floats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(batch.features("age").floats()).containsExactly(7);
        assertThat(table.featuresFor(checked.schema()).examples().features().rowShape())
                .isEqualTo(Shape.of(7));
        assertThatThrownBy(() -> table.check()).hasMessageContaining("set --image-shape to their height, width");
    }

    @Test
    void aSavedModel_predictsADataFrame_whoseColumnsAreItsInputs(@TempDir Path folder) throws IOException {
        try (Training training = local().start(SizeAndKindProgram.class, examples())) {
            training.epoch().forEach(step -> {});
            new ModelFolder(Map.of("model", training.models().get(0)), Config.EMPTY)
                    .write(Location.of(folder.resolve("model").toString()));
        }
        String saved = folder.resolve("model").toString();
        Model model = ModelFolder.read(Location.of(saved)).model();
        float[] expected =
                model.predict(examples().batch().features(model.inputNames())).floats();
        Dataset<Row> rows = rows();
        List<Row> predicted = KindlingModel.read(saved)
                .input("size", "w", "h")
                .input("kind", "code")
                .transform(rows)
                .collectAsList();
        for (int i = 0; i < ROWS; i++) {
            List<Float> logits = predicted.get(i).getList(predicted.get(i).fieldIndex("predicted"));
            assertThat(logits).containsExactly(expected[3 * i], expected[3 * i + 1], expected[3 * i + 2]);
        }
        assertThatThrownBy(() ->
                        KindlingModel.read(saved).features("w", "h", "code").transform(rows))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Cannot find the columns of input kind, size in the table");
    }

    @Test
    void columns_areRecordedWithTheirInputs_andOverriddenByName() {
        Columns columns = new Columns(
                List.of(),
                Map.of("size", List.of("w", "h"), "kind", List.of("code")),
                Optional.of("y"),
                Optional.empty());
        assertThat(columns.features()).containsExactly("code", "w", "h");
        assertThat(Columns.from(columns.asConfig())).isEqualTo(columns);
        Columns given = new Columns(List.of(), Map.of("kind", List.of("type")), Optional.empty(), Optional.empty());
        assertThat(given.orElse(columns))
                .isEqualTo(new Columns(
                        List.of(),
                        Map.of("size", List.of("w", "h"), "kind", List.of("type")),
                        Optional.of("y"),
                        Optional.empty()));
        assertThat(Columns.from(Config.of("features", List.of("a"))).inputs()).isEmpty();
    }

    @Test
    void wrongInputs_areRefused() {
        assertThatThrownBy(() -> named().input("kind", "h"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid input: kind (it is named twice)");
        assertThatThrownBy(() -> named().input("empty"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid input: empty (at least one column)");
        assertThatThrownBy(() -> table().input("size", "width", "h").check())
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "Cannot find column 'width' for input 'size' in the table: it has w, code, h, label");
        assertThatThrownBy(() -> named().shape(1, 3).check())
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Invalid image shape: (1, 3) (of several inputs, only a column of image files takes it, and the"
                                + " table has none among them)");
    }
}
