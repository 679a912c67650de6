package io.kindling.driver.table.internal;

import static org.apache.spark.sql.functions.col;

import io.kindling.data.DataException;
import io.kindling.io.internal.Json;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rejects CSV files that Spark would silently misread: it reads the lines of a multi-line value as separate rows, and files
 * with different columns as if they had the columns of the first file.
 */
public final class CsvFiles {
    private CsvFiles() {}

    /** @throws DataException if Spark would misread a file, naming the file and the row */
    public static void check(SparkSession session, String path) {
        Dataset<Row> lines = session.read()
                .text(path)
                .select(col("value"), col("_metadata.file_path"), col("_metadata.file_block_start"));
        List<CsvBlock> blocks =
                lines.queryExecution().toRdd().toJavaRDD().mapPartitions(new ScanLines()).collect().stream()
                        .map(Json::parse)
                        .map(CsvBlock::from)
                        .sorted(Comparator.comparing(CsvBlock::at))
                        .toList();
        requireOneHeader(blocks);
        requireClosedQuotes(blocks);
    }

    private static void requireOneHeader(List<CsvBlock> blocks) {
        List<CsvBlock> first =
                blocks.stream().filter(block -> block.header().isPresent()).toList();
        for (CsvBlock block : first) {
            List<String> expected = names(first.get(0));
            if (!names(block).equals(expected)) {
                throw new DataException(
                        "Cannot read " + block.at().path() + " as part of the table: its header line is "
                                + RowReader.quoted(block.header().orElseThrow()) + ", but that of "
                                + first.get(0).at().path() + " is "
                                + RowReader.quoted(first.get(0).header().orElseThrow())
                                + ". All files of a table must have the same header line.");
            }
        }
    }

    private static List<String> names(CsvBlock block) {
        return CsvLine.of(block.header().orElseThrow()).values();
    }

    private static void requireClosedQuotes(List<CsvBlock> blocks) {
        String file = "";
        long before = 0;
        for (CsvBlock block : blocks) {
            if (!block.at().file().equals(file)) {
                file = block.at().file();
                before = 0;
            }
            if (block.open().isPresent()) {
                throw unclosed(block, before + block.lines() - 1);
            }
            before += block.lines();
        }
    }

    /** @param row -1 for the header line */
    private static DataException unclosed(CsvBlock block, long row) {
        String where = row < 0 ? "header line of " : "row in row " + row + " of ";
        return new DataException("Invalid " + where + block.at().path() + ": "
                + RowReader.quoted(block.open().orElseThrow())
                + " (the last value's quote is not closed; values cannot span lines: remove line breaks from values, or"
                + " store the table as Parquet or JSON lines)");
    }
}
