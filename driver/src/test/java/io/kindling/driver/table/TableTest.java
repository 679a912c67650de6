package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.driver.spark.Sessions;
import io.kindling.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables in our own session, where Kryo refuses what is not registered. */
class TableTest {
    private static final int ROWS = 500;
    private static final String[] KINDS = {"beech", "Ash", "oak", "ähre"};

    private static SparkSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void startSpark() {
        session = Sessions.start("local[2]", Map.of());
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    @AfterEach
    void restore() {
        session.conf().unset("spark.sql.files.maxPartitionBytes");
        session.conf().unset("spark.sql.files.openCostInBytes");
    }

    /** Rows that are all different: their first number says which one it is. */
    private static List<Row> rows(int from, int to) {
        List<Row> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(RowFactory.create(i, i * 0.1, KINDS[i % 4], i % 3, 0.5 + i % 5));
        }
        return rows;
    }

    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.IntegerType)
            .add("size", DataTypes.DoubleType)
            .add("kind", DataTypes.StringType)
            .add("number", DataTypes.IntegerType)
            .add("care", DataTypes.DoubleType);

    /** The same rows in so many files, whose names are in the order of the rows. */
    private Path write(TableFormat format, int files, String... options) {
        Path path = folder.resolve(format + "-" + files);
        try {
            Files.createDirectories(path);
            for (int file = 0; file < files; file++) {
                Path part = folder.resolve("part");
                var writer = session.createDataFrame(rows(ROWS * file / files, ROWS * (file + 1) / files), SCHEMA)
                        .coalesce(1)
                        .write()
                        .mode(SaveMode.Overwrite)
                        .option("header", "true");
                for (int i = 0; i < options.length; i += 2) {
                    writer = writer.option(options[i], options[i + 1]);
                }
                writer.format(format.toString()).save(part.toString());
                try (var written = Files.list(part)) {
                    Path data = written.filter(
                                    name -> name.getFileName().toString().startsWith("part-"))
                            .findFirst()
                            .orElseThrow();
                    String ending = data.getFileName().toString().replaceFirst("^[^.]*", "");
                    Files.move(data, path.resolve("f" + file + ending));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return path;
    }

    private Table table(TableFormat format, Path path) {
        return Table.read(session, format, path.toString())
                .features("size", "id")
                .label("kind")
                .weight("care");
    }

    private static void splitFiles(int bytes) {
        session.conf().set("spark.sql.files.maxPartitionBytes", Integer.toString(bytes));
        session.conf().set("spark.sql.files.openCostInBytes", "1");
    }

    private static void isWhole(Examples rows) {
        assertThat(rows.rowIds()).isEqualTo(LongStream.range(0, ROWS).toArray());
        float[] features = (float[]) rows.features().values();
        int[] labels = (int[]) rows.labels().orElseThrow().values();
        float[] weights = (float[]) rows.weights().orElseThrow().values();
        List<String> sorted = List.of("Ash", "beech", "oak", "ähre");
        for (int i = 0; i < ROWS; i++) {
            assertThat(features[2 * i]).isEqualTo((float) (i * 0.1));
            assertThat(features[2 * i + 1]).isEqualTo(i);
            assertThat(labels[i]).isEqualTo(sorted.indexOf(KINDS[i % 4]));
            assertThat(weights[i]).isEqualTo(0.5f + i % 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachFormat_givesTheRowsInTheirOrder(TableFormat format) {
        isWhole(table(format, write(format, 1)).examples());
        isWhole(table(format, write(format, 3)).examples());
        isWhole(table(format, write(format, 7)).examples());
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON"})
    void splitTextFiles_giveTheRowsInTheirOrder(TableFormat format) {
        Path path = write(format, 3);
        splitFiles(700);
        assertThat(session.read().text(path.toString()).rdd().getNumPartitions())
                .isGreaterThan(10);
        isWhole(table(format, path).examples());
    }

    @Test
    void splitRowGroups_giveTheRowsInTheirOrder() {
        Path path = write(
                TableFormat.PARQUET,
                2,
                "parquet.block.size",
                "1",
                "parquet.block.size.row.check.min",
                "10",
                "parquet.page.size.row.check.min",
                "10",
                "parquet.page.size.row.check.max",
                "10");
        splitFiles(900);
        Table table = table(TableFormat.PARQUET, path);
        List<Block> blocks = TableScan.of(
                Selection.of(
                        session.read().parquet(path.toString()),
                        "t",
                        Columns.ALL.orElse(
                                new Columns(List.of("id"), java.util.Optional.empty(), java.util.Optional.empty())),
                        false),
                null);
        assertThat(blocks).as("blocks with rows").hasSizeGreaterThan(4);
        isWhole(table.examples());
    }

    @Test
    void compressedFiles_giveTheRowsInTheirOrder() {
        isWhole(table(TableFormat.CSV, write(TableFormat.CSV, 3, "compression", "gzip"))
                .examples());
    }

    @Test
    void placedRows_areThoseThatAShardOwns() {
        CheckedTable table =
                table(TableFormat.PARQUET, write(TableFormat.PARQUET, 3)).check();
        RowOwnership ownership = new RowOwnership(320, 48, 5);

        List<Examples> shards = table.place(100, ownership).collect();

        assertThat(shards).hasSize(5);
        for (int shard = 0; shard < 5; shard++) {
            assertThat(shards.get(shard).rowIds())
                    .isEqualTo(LongStream.of(ownership.rows(shard))
                            .map(row -> row + 100)
                            .toArray());
        }
        assertThat(table.readLabels(100, 420).count()).isEqualTo(320);
    }

    @Test
    void moreShardsThanSlots_leaveSomeEmpty() {
        CheckedTable table =
                table(TableFormat.PARQUET, write(TableFormat.PARQUET, 1)).check();
        List<Examples> shards = table.place(0, new RowOwnership(4, 2, 3)).collect();
        assertThat(shards).hasSize(3).anyMatch(rows -> rows.count() == 0);
    }

    @Test
    void allColumnsButTheOthers_areFeaturesByDefault() {
        CheckedTable table = Table.of(
                        session.createDataFrame(rows(0, 10), SCHEMA).drop("kind"))
                .label("number")
                .check();
        assertThat(table.features()).containsExactly("id", "size", "care");
        assertThat(table.labels()).contains(new Labels.Numbers(3));
        assertThat(table.schema().featureShape().dims()).containsExactly(3);
    }

    @Test
    void sortedDataset_keepsItsOrder() {
        Dataset<Row> sorted = session.read()
                .parquet(write(TableFormat.PARQUET, 3).toString())
                .orderBy(org.apache.spark.sql.functions.desc("id"));
        Examples rows = Table.of(sorted).features("id").label("number").examples();
        float[] ids = (float[]) rows.features().values();
        assertThat(ids[0]).isEqualTo(ROWS - 1);
        assertThat(ids[ROWS - 1]).isZero();
    }

    @Test
    void arraysAndColumns_areJoinedInTheGivenOrder() {
        Dataset<Row> table = session.sql("select array(1.5f, 2f) a, 3L b, array(4, 5) c, 0 label");
        Examples rows = Table.of(table).features("c", "a", "b").label("label").examples();
        assertThat((float[]) rows.features().values()).containsExactly(4, 5, 1.5f, 2, 3);
    }

    @Test
    void storedVectors_areDenseOrSparse() {
        Dataset<Row> table = session.sql("select named_struct('type', cast(1 as tinyint), 'size', cast(null as int),"
                + " 'indices', cast(null as array<int>), 'values', array(1d, 2d, 3d)) v, 1 label union all"
                + " select named_struct('type', cast(0 as tinyint), 'size', 3, 'indices', array(2), 'values', array(7d)),"
                + " 0 label");
        Examples rows = Table.of(table.coalesce(1)).label("label").examples();
        assertThat((float[]) rows.features().values()).containsExactly(1, 2, 3, 0, 0, 7);
    }

    @Test
    void realLabels_areTargets() {
        CheckedTable table = Table.of(session.createDataFrame(rows(0, 10), SCHEMA))
                .features("id")
                .label("size")
                .check();
        assertThat(table.schema().classes()).isZero();
        assertThat(table.schema().labelType()).isEqualTo(DType.FLOAT32);
    }

    // What cannot be used.

    private void refused(Table table, String message) {
        assertThatThrownBy(table::check).isInstanceOf(DataException.class).hasMessage(message);
    }

    private Table csv(String name, String... lines) throws IOException {
        Path path = folder.resolve("csv");
        Files.createDirectories(path);
        Files.write(path.resolve(name), List.of(lines));
        return Table.read(session, TableFormat.CSV, path.toString());
    }

    private String file(String name) {
        return folder.resolve("csv").resolve(name).toString();
    }

    @Test
    void missingColumn_listsThoseThereAre() throws IOException {
        refused(
                csv("a.csv", "height,width,kind", "1,2,oak").features("hieght").label("kind"),
                "Cannot find column 'hieght' for features in " + folder.resolve("csv")
                        + ": it has height, width, kind. Did you mean height?");
    }

    @Test
    void textAmongNumbers_isNamedByFileAndRow() throws IOException {
        csv("a.csv", "x,kind", "1,oak", "2,oak");
        refused(
                csv("b.csv", "x,kind", "3,oak", "wide,oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("b.csv") + ": 'wide' (features are numbers)");
    }

    @Test
    void stringColumn_isNoFeature() {
        Dataset<Row> table = session.createDataFrame(rows(0, 3), SCHEMA);
        refused(
                Table.of(table).features("kind").label("number"),
                "Invalid feature 'kind' of the table: a column of type string (features are numbers, arrays of numbers or"
                        + " vectors)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1e300"})
    void numbersThatAreNotFinite_areRefused(String number) throws IOException {
        refused(
                csv("a.csv", "x,kind", "1,oak", number + ",oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv") + ": " + Double.valueOf(number)
                        + " (features are finite in float32)");
    }

    @Test
    void nulls_areRefused() throws IOException {
        Table table = csv("a.csv", "x,y,kind", "1,2,oak", ",2,oak", "3,4,", "5,,ash");
        refused(
                table.features("x").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv") + ": null (there is to be a value)");
        refused(
                table.features("y").label("kind"),
                "Invalid label 'kind' in row 2 of " + file("a.csv") + ": null (there is to be a value)");
        refused(
                table.features("y").weight("x"),
                "Invalid weight 'x' in row 1 of " + file("a.csv") + ": null (weights are finite and 0 or more)");
    }

    @Test
    void shortLine_isNotFilledWithNulls() throws IOException {
        refused(
                csv("a.csv", "x,y,kind", "1,2,oak", "3,oak").features("x").label("y"),
                "Invalid row in row 1 of " + file("a.csv") + ": '3,oak' (it is malformed)");
    }

    @Test
    void brokenJson_isNamed() throws IOException {
        Path path = folder.resolve("rows.json");
        Files.write(path, List.of("{\"x\":1,\"k\":0}", "{\"x\":2,", "{\"x\":3,\"k\":1}"));
        refused(
                Table.read(session, TableFormat.JSON, path.toString())
                        .features("x")
                        .label("k"),
                "Invalid row in row 1 of " + path + ": '{\"x\":2,' (it is malformed)");
    }

    @Test
    void raggedArrays_areRefused() throws IOException {
        Path path = folder.resolve("rows.json");
        Files.write(path, List.of("{\"x\":[1,2],\"k\":0}", "{\"x\":[1,2],\"k\":0}", "{\"x\":[1],\"k\":0}"));
        refused(
                Table.read(session, TableFormat.JSON, path.toString()).label("k"),
                "Invalid feature 'x' in row 2 of " + path + ": 1 numbers (rows before have 2)");
    }

    @Test
    void allTypesOfJson_areFoundOut() throws IOException {
        Path path = Files.writeString(
                folder.resolve("rows.json"),
                "{\"a\":[[1],[2]],\"b\":{\"c\":1.5,\"d\":null},\"e\":true,\"f\":123456789012345678901234567890,\"g\":\"x\","
                        + "\"h\":[{\"i\":1}],\"x\":2,\"k\":0}\n");
        Table table = Table.read(session, TableFormat.JSON, path.toString());
        assertThat(table.features("x", "f").label("k").check().count()).isEqualTo(1);
        refused(
                table.features("h"),
                "Invalid feature 'h' of " + path
                        + ": a column of type array<struct<i:bigint>> (features are numbers, arrays"
                        + " of numbers or vectors)");
    }

    @Test
    void raggedFiles_areRefused() throws IOException {
        Path path = Files.createDirectory(folder.resolve("json"));
        Files.write(path.resolve("a.json"), List.of("{\"x\":[1,2],\"k\":0}", "{\"x\":[1,2],\"k\":0}"));
        Files.write(path.resolve("b.json"), List.of("{\"x\":[1],\"k\":0}"));
        refused(
                Table.read(session, TableFormat.JSON, path.toString()).label("k"),
                "Invalid feature 'x' in row 0 of " + path.resolve("b.json") + ": 1 numbers (rows before have 2)");
    }

    @Test
    void otherWidthThanAModel_isRefused() throws IOException {
        refused(
                csv("a.csv", "x,y,kind", "1,2,oak").label("kind").width(3),
                "Invalid features in row 0 of " + file("a.csv") + ": 2 numbers (3 are expected)");
    }

    @Test
    void unseenLabel_isRefused() throws IOException {
        Table table = csv("a.csv", "x,kind", "1,oak", "1,elm").label("kind");
        refused(
                table.labelsAre(new Labels.Names(List.of("ash", "oak"))),
                "Invalid label 'kind' in row 1 of " + file("a.csv") + ": 'elm' (classes are ash, oak)");
    }

    @Test
    void classNumbers_areNotNegative() throws IOException {
        refused(
                csv("a.csv", "x,k", "1,0", "1,-1").label("k"),
                "Invalid label 'k' in row 1 of " + file("a.csv") + ": a negative number (class numbers are 0 or more)");
    }

    @Test
    void filesThatAreNoTable_areRefused() throws IOException {
        Path path = Files.writeString(folder.resolve("a.parquet"), "no table at all, but long enough to look at");
        assertThatThrownBy(() -> Table.read(session, TableFormat.PARQUET, path.toString()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read " + path + ": ")
                .hasMessageContaining("Could not read footer");
    }

    @ParameterizedTest
    @EnumSource
    void emptyFolder_isRefused(TableFormat format) throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> Table.read(session, format, empty.toString()).check())
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read " + empty + ": ");
    }

    @Test
    void missingPath_isRefused() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Table.read(session, TableFormat.PARQUET, nowhere.toString()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read " + nowhere + ": ");
    }

    /** Parquet's reader sends the schema of its files from task to driver. */
    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"PARQUET", "ORC"})
    void columnsOfAnyType_mayStandBesideThoseThatAreAskedFor(TableFormat format) {
        Path path = folder.resolve("types");
        session.createDataFrame(rows(0, 8), SCHEMA)
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

        CheckedTable checked = Table.read(session, format, path.toString())
                .features("size", "tiny", "small", "sizes")
                .label("kind")
                .check();
        assertThat(checked.count()).isEqualTo(8);
        assertThat(checked.schema().featureShape().dims()).containsExactly(4);
    }

    @Test
    void quoteWithinQuotes_isDoubled_asOtherProgramsWriteIt() throws IOException {
        Path file = folder.resolve("quoted.csv");
        Files.writeString(file, "size,kind\n1.5,\"he said \"\"x, y\"\"\"\n2.5,plain\n");

        CheckedTable checked = Table.read(session, TableFormat.CSV, file.toString())
                .features("size")
                .label("kind")
                .check();
        assertThat(checked.labels()).contains(new Labels.Names(List.of("he said \"x, y\"", "plain")));
    }
}
