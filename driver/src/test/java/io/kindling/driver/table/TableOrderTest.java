package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.table.internal.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The order of a table's rows for different files, splits and partitions, and their placement on executors.
 *
 * @see TableScan
 * @see io.kindling.driver.table.internal.FileTable
 */
class TableOrderTest {
    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    @AfterEach
    void restore() {
        SESSION.get().conf().unset("spark.sql.files.maxPartitionBytes");
        SESSION.get().conf().unset("spark.sql.files.openCostInBytes");
    }

    /** Writes the same rows into this number of files, whose names are in row order. */
    private Path write(TableFormat format, int files, String... options) {
        Path path = folder.resolve(format + "-" + files);
        try {
            Files.createDirectories(path);
            for (int file = 0; file < files; file++) {
                Path part = folder.resolve("part");
                var writer = SESSION.get()
                        .createDataFrame(
                                TableFixture.rows(
                                        TableFixture.ROWS * file / files, TableFixture.ROWS * (file + 1) / files),
                                TableFixture.SCHEMA)
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
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private Table table(TableFormat format, Path path) {
        return Table.read(SESSION.get(), format, path.toString())
                .features("size", "id")
                .label("kind")
                .weight("care");
    }

    private static void splitFiles(int bytes) {
        SESSION.get().conf().set("spark.sql.files.maxPartitionBytes", Integer.toString(bytes));
        SESSION.get().conf().set("spark.sql.files.openCostInBytes", "1");
    }

    private static void assertAllRowsInOrder(Examples rows) {
        assertThat(rows.rowIds())
                .isEqualTo(LongStream.range(0, TableFixture.ROWS).toArray());
        float[] features = (float[]) rows.features().values();
        int[] labels = (int[]) rows.labels().orElseThrow().values();
        float[] weights = (float[]) rows.weights().orElseThrow().values();
        List<String> sorted = List.of("Ash", "beech", "oak", "ähre");
        for (int i = 0; i < TableFixture.ROWS; i++) {
            assertThat(features[2 * i]).isEqualTo((float) (i * 0.1));
            assertThat(features[2 * i + 1]).isEqualTo(i);
            assertThat(labels[i]).isEqualTo(sorted.indexOf(TableFixture.KINDS[i % 4]));
            assertThat(weights[i]).isEqualTo(0.5f + i % 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachFormat_keepsTheRowOrder(TableFormat format) {
        assertAllRowsInOrder(table(format, write(format, 1)).examples());
        assertAllRowsInOrder(table(format, write(format, 3)).examples());
        assertAllRowsInOrder(table(format, write(format, 7)).examples());
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "JSON"})
    void splitTextFiles_keepTheRowOrder(TableFormat format) {
        Path path = write(format, 3);
        splitFiles(700);
        assertThat(SESSION.get().read().text(path.toString()).rdd().getNumPartitions())
                .isGreaterThan(10);
        assertAllRowsInOrder(table(format, path).examples());
    }

    @Test
    void checksum_dependsOnValuesAndOrder_notOnFilesAndSplits() {
        String checksum =
                table(TableFormat.CSV, write(TableFormat.CSV, 1)).check().checksum();
        assertThat(table(TableFormat.PARQUET, write(TableFormat.PARQUET, 3))
                        .check()
                        .checksum())
                .isEqualTo(checksum);
        Path path = write(TableFormat.CSV, 7);
        splitFiles(700);
        assertThat(table(TableFormat.CSV, path).check().checksum()).isEqualTo(checksum);

        Dataset<Row> rows =
                SESSION.get().read().parquet(write(TableFormat.PARQUET, 1).toString());
        List<String> others = Stream.of(
                        rows.orderBy(functions.desc("id")),
                        rows.withColumn("kind", functions.lit("oak")),
                        rows.withColumn("care", functions.col("care").plus(1)),
                        rows.withColumn(
                                "size",
                                functions
                                        .when(functions.col("id").equalTo(3), 7)
                                        .otherwise(functions.col("size"))),
                        rows.limit(TableFixture.ROWS - 1))
                .map(each -> Table.of(each)
                        .features("size", "id")
                        .label("kind")
                        .weight("care")
                        .check()
                        .checksum())
                .toList();
        assertThat(others).doesNotHaveDuplicates().doesNotContain(checksum);
    }

    @Test
    void splitRowGroups_keepTheRowOrder() {
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
        Selection ids = Selection.of(
                SESSION.get().read().parquet(path.toString()),
                "t",
                Columns.ALL.orElse(new Columns(List.of("id"), Optional.empty(), Optional.empty())),
                Set.of(),
                RowSchema.Expected.ANY);
        List<Block> blocks = TableScan.of(ids, TableRules.strict(ids.layout()));
        assertThat(blocks).as("blocks with rows").hasSizeGreaterThan(4);
        assertAllRowsInOrder(table.examples());
    }

    @Test
    void compressedFiles_keepTheRowOrder() {
        assertAllRowsInOrder(table(TableFormat.CSV, write(TableFormat.CSV, 3, "compression", "gzip"))
                .examples());
    }

    @Test
    void sortedDataset_keepsItsOrder() {
        Dataset<Row> sorted = SESSION.get()
                .read()
                .parquet(write(TableFormat.PARQUET, 3).toString())
                .orderBy(functions.desc("id"));
        Examples rows = Table.of(sorted).features("id").label("number").examples();
        float[] ids = (float[]) rows.features().values();
        assertThat(ids[0]).isEqualTo(TableFixture.ROWS - 1);
        assertThat(ids[TableFixture.ROWS - 1]).isZero();
    }

    @Test
    void placedRows_areThoseOfTheShard() {
        CheckedTable table =
                table(TableFormat.PARQUET, write(TableFormat.PARQUET, 3)).check();
        RowPartitioner partitioner = new RowPartitioner(320, 48, 5);

        List<Examples> shards = table.load(100, partitioner).collect();

        assertThat(shards).hasSize(5);
        for (int shard = 0; shard < 5; shard++) {
            assertThat(shards.get(shard).rowIds())
                    .isEqualTo(LongStream.of(partitioner.rows(shard))
                            .map(row -> row + 100)
                            .toArray());
        }
        assertThat(table.readLabels(100, 420).count()).isEqualTo(320);
    }

    @Test
    void moreShardsThanBatchRows_leaveSomeShardsEmpty() {
        CheckedTable table =
                table(TableFormat.PARQUET, write(TableFormat.PARQUET, 1)).check();
        List<Examples> shards = table.load(0, new RowPartitioner(4, 2, 3)).collect();
        assertThat(shards).hasSize(3).anyMatch(rows -> rows.count() == 0);
    }
}
