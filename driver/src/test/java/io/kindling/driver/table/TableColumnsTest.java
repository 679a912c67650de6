package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How columns become features and labels; other columns are ignored.
 *
 * @see Columns
 */
class TableColumnsTest {
    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    @Test
    void allColumnsExceptTheLabel_areFeaturesByDefault() {
        CheckedTable table = Table.of(SESSION.get()
                        .createDataFrame(TableFixture.rows(0, 10), TableFixture.SCHEMA)
                        .drop("kind"))
                .label("number")
                .check();
        assertThat(table.features()).containsExactly("id", "size", "care");
        assertThat(table.labels()).contains(new Labels.Numbers(3));
        assertThat(table.schema().featureShape().dims()).containsExactly(3);
    }

    @Test
    void arraysAndColumns_areConcatenatedInTheGivenOrder() {
        Dataset<Row> table = SESSION.get().sql("select array(1.5f, 2f) a, 3L b, array(4, 5) c, 0 label");
        Examples rows = Table.of(table).features("c", "a", "b").label("label").examples();
        assertThat((float[]) rows.features().values()).containsExactly(4, 5, 1.5f, 2, 3);
    }

    @Test
    void booleans_areOneAndZero() throws IOException {
        Dataset<Row> table = SESSION.get().sql("select true a, array(false, true) b, 0 label");
        assertThat((float[])
                        Table.of(table).label("label").examples().features().values())
                .containsExactly(1, 0, 1);
        Path csv = Files.writeString(folder.resolve("booleans.csv"), "a,b,label\ntrue, False,0\n");
        assertThat((float[]) Table.read(SESSION.get(), TableFormat.CSV, csv.toString())
                        .label("label")
                        .examples()
                        .features()
                        .values())
                .containsExactly(1, 0);
    }

    /** Images of 2 rows of 3 pixels, whose elements Spark may have to convert. */
    @ParameterizedTest
    @ValueSource(strings = {"int", "tinyint", "float", "double", "decimal(5,1)"})
    void arraysOfArrays_areRowsOfTheirShape(String type) {
        Dataset<Row> table = SESSION.get()
                .sql("select cast(array(array(1, 2, 3), array(4, 5, 6)) as array<array<" + type + ">>) img, 0 label");
        Examples rows = Table.of(table).label("label").examples();
        assertThat(rows.features().rowShape()).isEqualTo(Shape.of(2, 3));
        assertThat((float[]) rows.features().values()).containsExactly(1, 2, 3, 4, 5, 6);
        Table images = Table.of(table).label("label");
        assertThat(images.shape(2, 3, 1).examples().features().rowShape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat((float[]) Table.of(table.selectExpr("img", "7 as more", "label"))
                        .label("label")
                        .examples()
                        .features()
                        .values())
                .containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void pixelsWithChannels_areSideBySide() {
        Dataset<Row> table = SESSION.get().sql("select array(array(array(1, 2, 3), array(4, 5, 6))) img");
        assertThat(Table.of(table).check().schema().featureShape()).isEqualTo(Shape.of(1, 2, 3));
        Dataset<Row> flat = SESSION.get().sql("select array(1, 2, 3, 4, 5, 6) img");
        assertThat(Table.of(flat).shape(1, 2, 3).examples().features().rowShape())
                .isEqualTo(Shape.of(1, 2, 3));
    }

    @Test
    void imagesOfAnotherShape_areRejectedWithTheirRow() {
        Dataset<Row> ragged = SESSION.get()
                .sql("select array(array(1, 2), array(3, 4)) img union all select array(array(1, 2), array(3))")
                .coalesce(1);
        assertThatThrownBy(() -> Table.of(ragged).check())
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid feature 'img' in row 1 of partition 0 of the table: 1 values on axis 1 (rows are"
                        + " arrays of shape (2, 2))");
        Dataset<Row> missing = SESSION.get()
                .sql("select array(array(1, 2), array(3, 4)) img union all select array(array(1, 2), null)")
                .coalesce(1);
        assertThatThrownBy(() -> Table.of(missing).check())
                .hasMessage(
                        "Invalid feature 'img' in row 1 of partition 0 of the table: null at 1 of axis 0 (a value is"
                                + " required: set --nulls to drop)");
        assertThatThrownBy(() -> Table.of(ragged).shape(4, 4).check())
                .hasMessageContaining(": 2 values on axis 0 (rows are arrays of shape (4, 4))");
        Dataset<Row> flat = SESSION.get().sql("select array(1, 2, 3) img");
        assertThatThrownBy(() -> Table.of(flat).shape(2, 2).check())
                .hasMessageContaining(": 3 numbers (expected 4 for the shape (2, 2))");
    }

    @Test
    void storedVectors_areDenseOrSparse() {
        Dataset<Row> table = SESSION.get()
                .sql("select named_struct('type', cast(1 as tinyint), 'size', cast(null as int),"
                        + " 'indices', cast(null as array<int>), 'values', array(1d, 2d, 3d)) v, 1 label union all"
                        + " select named_struct('type', cast(0 as tinyint), 'size', 3, 'indices', array(2), 'values', array(7d)),"
                        + " 0 label");
        Examples rows = Table.of(table.coalesce(1)).label("label").examples();
        assertThat((float[]) rows.features().values()).containsExactly(1, 2, 3, 0, 0, 7);
    }

    /** Vectors made by Spark ML's own transformers, in memory and read back from Parquet. */
    @Test
    void vectorsOfSparkMl_areFeatures() {
        Dataset<Row> numbers =
                SESSION.get().sql("select 1d a, 2d b, 0d c, 3d d, 'oak' kind union all select 0, 0, 7, 0, 'ash'");
        Dataset<Row> vectors = new VectorAssembler()
                .setInputCols(new String[] {"a", "b", "c", "d"})
                .setOutputCol("v")
                .transform(numbers.coalesce(1));
        assertThat(vectors.select("v").collectAsList())
                .extracting(row -> row.get(0).getClass().getSimpleName())
                .containsExactly("DenseVector", "SparseVector");
        Path file = folder.resolve("vectors.parquet");
        vectors.write().parquet(file.toString());
        for (Table table :
                List.of(Table.of(vectors), Table.read(SESSION.get(), TableFormat.PARQUET, file.toString()))) {
            Examples rows = table.features("v").label("kind").examples();
            assertThat((float[]) rows.features().values()).containsExactly(1, 2, 0, 3, 0, 0, 7, 0);
            assertThat((int[]) rows.labels().orElseThrow().values()).containsExactly(1, 0);
        }
    }

    @Test
    void fractionalLabels_areNumbersToPredict() {
        CheckedTable table = Table.of(SESSION.get().createDataFrame(TableFixture.rows(0, 10), TableFixture.SCHEMA))
                .features("id")
                .label("size")
                .check();
        assertThat(table.schema().classes()).isZero();
        assertThat(table.schema().labelType()).isEqualTo(DType.FLOAT32);
    }

    /** Parquet's reader sends the schema of its files from the tasks to the driver. */
    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"PARQUET", "ORC"})
    void otherColumns_mayHaveAnyType(TableFormat format) {
        Path path = folder.resolve("types");
        SESSION.get()
                .createDataFrame(TableFixture.rows(0, 8), TableFixture.SCHEMA)
                .selectExpr(
                        "id",
                        "kind",
                        "cast(size as float) as size",
                        "cast(id as tinyint) as tiny",
                        "cast(id as smallint) as small",
                        "cast(id as bigint) as big",
                        "cast(kind as binary) as bytes",
                        "array(cast(size as float)) as sizes",
                        "cast(size as decimal(9, 2)) as money",
                        "id > 3 as more",
                        "date '2020-01-01' as day",
                        "timestamp '2020-01-01 00:00:00' as moment",
                        "map(kind, id) as kinds",
                        "named_struct('a', id) as nested")
                .write()
                .format(format.toString())
                .save(path.toString());

        CheckedTable checked = Table.read(SESSION.get(), format, path.toString())
                .features("size", "tiny", "small", "sizes")
                .label("kind")
                .check();
        assertThat(checked.count()).isEqualTo(8);
        assertThat(checked.schema().featureShape().dims()).containsExactly(4);
    }

    /** Pandas writes an index column without a name; a join can produce repeated names. */
    @Test
    void columnsWithEmptyOrRepeatedNames_areNumbered() throws IOException {
        Path file = Files.writeString(folder.resolve("index.csv"), ",x,x,kind\n0,1.5,2.5,oak\n1,3.5,4.5,ash\n");
        Table table =
                Table.read(SESSION.get(), TableFormat.CSV, file.toString()).label("kind");
        assertThat(table.check().features()).containsExactly("_c0", "x1", "x2");
        assertThat((float[]) table.features("x2", "x1").examples().features().values())
                .containsExactly(2.5f, 1.5f, 4.5f, 3.5f);
    }

    /** Spark calls its own column of a row's file and block so. */
    @Test
    void columnNamedLikeSparksOwn_isReadAsTheTables() throws IOException {
        Path csv = Files.writeString(folder.resolve("own.csv"), "_metadata,w,kind\n7,1,oak\n8,2,ash\n");
        Path json = Files.writeString(
                folder.resolve("own.json"),
                "{\"_metadata\":7,\"w\":1,\"kind\":\"oak\"}\n{\"_metadata\":8,\"w\":2,\"kind\":\"ash\"}\n");
        for (Table table : List.of(
                Table.read(SESSION.get(), TableFormat.CSV, csv.toString()),
                Table.read(SESSION.get(), TableFormat.JSON, json.toString()),
                Table.of(SESSION.get().read().json(json.toString()).filter("w > 0")))) {
            Examples rows = table.features("_metadata", "w").label("kind").examples();
            assertThat((float[]) rows.features().values()).containsExactly(7, 1, 8, 2);
            assertThat((int[]) rows.labels().orElseThrow().values()).containsExactly(1, 0);
        }
    }

    /** As many columns as there are genes; Spark's reader of CSV takes 20,480 by default. */
    @Test
    void tableOfManyColumns_isRead() throws IOException {
        int columns = 20_531;
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            text.append('g').append(column).append(',');
        }
        text.append("kind\n");
        for (int row = 0; row < 12; row++) {
            for (int column = 0; column < columns; column++) {
                text.append(column % 7 + row).append(',');
            }
            text.append(row % 2 == 0 ? "oak\n" : "ash\n");
        }
        Path file = Files.writeString(folder.resolve("genes.csv"), text);
        CheckedTable table = Table.read(SESSION.get(), TableFormat.CSV, file.toString())
                .label("kind")
                .check();
        assertThat(table.schema().featureShape().dims()).containsExactly(columns);
        float[] last = (float[]) table.read(11, 12).features().values();
        assertThat(last[columns - 1]).isEqualTo((columns - 1) % 7 + 11);
    }

    @Test
    void doubledQuoteInsideQuotes_isOneQuote() throws IOException {
        Path file = folder.resolve("quoted.csv");
        Files.writeString(file, "size,kind\n1.5,\"he said \"\"x, y\"\"\"\n2.5,plain\n");

        CheckedTable checked = Table.read(SESSION.get(), TableFormat.CSV, file.toString())
                .features("size")
                .label("kind")
                .check();
        assertThat(checked.labels()).contains(new Labels.Names(List.of("he said \"x, y\"", "plain")));
    }
}
