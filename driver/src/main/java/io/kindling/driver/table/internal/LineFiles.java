package io.kindling.driver.table.internal;

import io.kindling.data.DataException;
import io.kindling.io.internal.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rejects files of lines that Spark would silently misread: it reads the lines of a multi-line value as separate rows, only the
 * first of several objects on a line, bytes that are not UTF-8 as replacement characters, and CSV files with different columns
 * as if they had the columns of the first file.
 */
public final class LineFiles {
    private static final StructType LINE = new StructType().add(CsvLines.LINE, DataTypes.StringType);

    private LineFiles() {}

    /**
     * @param given options of Spark's reader that the user gave
     * @return the largest number of values in a line of a CSV file, or more; 0 for other formats
     * @throws DataException if Spark would misread a file, naming the file and the row
     */
    public static int check(SparkSession session, LineFormat format, String path, Map<String, String> given) {
        CsvDialect dialect = CsvDialect.of(given);
        Dataset<Row> lines =
                session.read().options(FileTable.options(given)).schema(LINE).text(path);
        List<LineBlock> blocks = CsvLines.placed(lines, List.of())
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(new ScanLines(format, dialect))
                .collect()
                .stream()
                .map(Json::parse)
                .map(LineBlock::from)
                .sorted(Comparator.comparing(LineBlock::at))
                .toList();
        requireOneHeader(blocks, dialect);
        requireSound(blocks, format == LineFormat.CSV && dialect.header() ? 1 : 0);
        return blocks.stream().mapToInt(LineBlock::mostValues).max().orElse(0);
    }

    private static void requireOneHeader(List<LineBlock> blocks, CsvDialect dialect) {
        Optional<LineBlock> first =
                blocks.stream().filter(block -> block.header().isPresent()).findFirst();
        List<String> expected = first.map(block -> names(block, dialect)).orElse(List.of());
        for (LineBlock block : blocks) {
            if (block.header().isPresent() && !names(block, dialect).equals(expected)) {
                throw new DataException(
                        "Cannot read " + block.at().path() + " as part of the table: its header line is "
                                + RowReader.quoted(block.header().orElseThrow()) + ", but that of "
                                + first.orElseThrow().at().path() + " is "
                                + RowReader.quoted(first.orElseThrow().header().orElseThrow())
                                + ". All files of a table must have the same header line.");
            }
        }
    }

    private static List<String> names(LineBlock block, CsvDialect dialect) {
        return CsvLine.of(block.header().orElseThrow(), dialect).values();
    }

    /** @param headers the number of lines at the start of a file that are no rows */
    private static void requireSound(List<LineBlock> blocks, int headers) {
        String file = "";
        long before = 0;
        for (LineBlock block : blocks) {
            if (!block.at().file().equals(file)) {
                file = block.at().file();
                before = 0;
            }
            if (block.flaw().isPresent()) {
                throw invalid(block, before + block.lines() - headers);
            }
            before += block.lines();
        }
    }

    /** @param row negative for the header line */
    private static DataException invalid(LineBlock block, long row) {
        String where = row < 0 ? "header line of " : "row in row " + row + " of ";
        return new DataException(
                "Invalid " + where + block.at().path() + ": " + block.flaw().orElseThrow());
    }
}
