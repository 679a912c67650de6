package io.kindling.driver.table;

import io.kindling.data.DataException;
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
     * A header line names the columns, a line is a row; values are taken as text and parsed as what their column is used for.
     */
    CSV,
    /** An object a line. */
    JSON,
    ORC;

    /** The column that holds a row's text where it could not be read: nothing becomes null in silence. */
    static final String MALFORMED = "_kindling_malformed";

    /** A table's own columns. */
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
            throw new DataException("Cannot read " + path + ": no line of it is a JSON object.");
        }
        return rows;
    }

    private static Dataset<Row> csv(SparkSession session, String path) {
        // Without pruning, or a line with too few values would pass where the missing ones are not asked for.
        Map<String, String> options = Map.of(
                "header", "true",
                // A quote within quotes is doubled (RFC 4180); Spark would have a backslash before it.
                "escape", "\"",
                "columnPruning", "false",
                // Spark would compare each file's header line with the names that it makes of empty and repeated ones.
                "enforceSchema", "true",
                "columnNameOfCorruptRecord", MALFORMED);
        StructType header = session.read().options(options).csv(path).schema();
        if (header.isEmpty()) {
            throw new DataException("Cannot read " + path + ": there is no header line that names columns.");
        }
        CsvFiles.check(session, path);
        return session.read()
                .options(options)
                .schema(header.add(MALFORMED, DataTypes.StringType))
                .csv(path);
    }

    /**
     * Writes a table as a folder of files, in place of what is there. CSV has no arrays: they are written as the text of a
     * JSON array.
     */
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

    /** As options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
