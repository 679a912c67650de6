package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.CsvFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The file formats that tables are read from. */
public enum TableFormat {
    PARQUET,
    /**
     * A header line with the names of the columns, then one row per line. Values are read as text and parsed as the role of
     * their column requires.
     */
    CSV,
    /** One object per line. */
    JSON,
    ORC;

    /** The column with the text of a row that could not be parsed, so that no value silently becomes null. */
    static final String MALFORMED = "_kindling_malformed";

    /** Returns a table's own columns. */
    static List<String> columns(Dataset<Row> table) {
        return Arrays.stream(table.columns())
                .filter(column -> !column.equals(MALFORMED))
                .toList();
    }

    Dataset<Row> open(SparkSession session, String path) {
        return switch (this) {
            case PARQUET -> session.read().parquet(path);
            case ORC -> session.read().orc(path);
            case JSON -> json(session, path);
            case CSV -> csv(session, path);
        };
    }

    private static Dataset<Row> json(SparkSession session, String path) {
        Dataset<Row> rows =
                session.read().option("columnNameOfCorruptRecord", MALFORMED).json(path);
        if (Arrays.stream(rows.columns()).allMatch(MALFORMED::equals)) {
            throw new DataException("Cannot read " + path + ": none of its lines is a JSON object.");
        }
        return rows;
    }

    private static Dataset<Row> csv(SparkSession session, String path) {
        // Column pruning would accept a line with too few values if the missing columns are not selected.
        Map<String, String> options = Map.of(
                "header", "true",
                // A quote inside quotes is doubled (RFC 4180); Spark's default is to escape it with a backslash.
                "escape", "\"",
                "columnPruning", "false",
                // Otherwise Spark compares each header line with names that it generates for empty or repeated ones.
                "enforceSchema", "true",
                "columnNameOfCorruptRecord", MALFORMED);
        StructType header = session.read().options(options).csv(path).schema();
        if (header.isEmpty()) {
            throw new DataException("Cannot read " + path + ": it has no header line with the names of columns.");
        }
        CsvFiles.check(session, path);
        return session.read()
                .options(options)
                .schema(header.add(MALFORMED, DataTypes.StringType))
                .csv(path);
    }

    /** Writes a table as a folder of files and replaces what is there. CSV has no arrays: they are written as JSON arrays. */
    public void write(Dataset<Row> rows, String path) {
        switch (this) {
            case PARQUET -> rows.write().mode(SaveMode.Overwrite).parquet(path);
            case ORC -> rows.write().mode(SaveMode.Overwrite).orc(path);
            case JSON -> rows.write().mode(SaveMode.Overwrite).json(path);
            case CSV ->
                arraysAsText(rows)
                        .write()
                        .mode(SaveMode.Overwrite)
                        .option("header", "true")
                        .option("escape", "\"")
                        .csv(path);
        }
    }

    private static Dataset<Row> arraysAsText(Dataset<Row> rows) {
        return rows.select(Arrays.stream(rows.schema().fields())
                .map(field -> {
                    Column column = rows.col("`" + field.name().replace("`", "``") + "`");
                    return field.dataType() instanceof ArrayType
                            ? functions.to_json(column).as(field.name())
                            : column;
                })
                .toArray(Column[]::new));
    }

    /** Returns the name used in options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
