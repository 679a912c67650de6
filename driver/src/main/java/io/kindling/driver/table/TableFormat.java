package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.internal.CsvDialect;
import io.kindling.driver.table.internal.CsvLines;
import io.kindling.driver.table.internal.FileTable;
import io.kindling.driver.table.internal.LineFiles;
import io.kindling.driver.table.internal.LineFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;
import org.jspecify.annotations.Nullable;

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

    /** The smallest number of columns that the parser of CSV has space for. */
    private static final int CSV_COLUMNS = 64;

    /** Returns a table's own columns. */
    static List<String> columns(Dataset<Row> table) {
        return Arrays.stream(table.columns())
                .filter(column -> !column.equals(MALFORMED))
                .toList();
    }

    /** @param given options of Spark's reader that the user gave */
    Dataset<Row> open(SparkSession session, String path, Map<String, String> given) {
        return switch (this) {
            case PARQUET, ORC -> FileTable.load(reader(session, given), path);
            case JSON -> json(session, path, given);
            case CSV -> csv(session, path, given);
        };
    }

    private DataFrameReader reader(SparkSession session, Map<String, String> given) {
        return session.read().format(toString()).options(FileTable.options(given));
    }

    private Dataset<Row> json(SparkSession session, String path, Map<String, String> given) {
        if (!FileTable.changesReading(given)) {
            LineFiles.check(session, LineFormat.JSON, path, given);
        }
        Dataset<Row> rows = FileTable.load(reader(session, given).option("columnNameOfCorruptRecord", MALFORMED), path);
        if (Arrays.stream(rows.columns()).allMatch(MALFORMED::equals)) {
            throw new DataException("Cannot read " + path + ": none of its lines is a JSON object.");
        }
        return rows;
    }

    private Dataset<Row> csv(SparkSession session, String path, Map<String, String> given) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put(CsvDialect.HEADER, "true");
        // A quote inside quotes is doubled (RFC 4180); Spark's default is to escape it with a backslash.
        options.put("escape", given.getOrDefault(CsvDialect.QUOTE, "\""));
        // Column pruning would accept a line with too few values if the missing columns are not selected.
        options.put("columnPruning", "false");
        // Otherwise Spark compares each header line with names that it generates for empty or repeated ones.
        options.put("enforceSchema", "true");
        options.put("columnNameOfCorruptRecord", MALFORMED);
        options.putAll(given);
        if (CsvDialect.describes(given)) {
            // Spark's limit is 20480; the parser holds this many values, so the limit is no larger than needed.
            int values = LineFiles.check(session, LineFormat.CSV, path, options);
            options.put("maxColumns", Integer.toString(Math.max(CSV_COLUMNS, values + 1)));
        }
        Dataset<Row> rows = reader(session, given).options(options).load(path);
        StructType columns = named(FileTable.foldersAsTexts(rows, path).orElseGet(rows::schema), rows, options, path);
        if (columns.isEmpty()) {
            throw new DataException("Cannot read " + path + ": it has no header line with the names of columns.");
        }
        return reader(session, given)
                .options(options)
                .schema(columns.add(MALFORMED, DataTypes.StringType))
                .load(path);
    }

    /** Returns a schema with the names of columns that options give to those of the files. */
    private static StructType named(StructType found, Dataset<Row> rows, Map<String, String> options, String path) {
        List<String> names = CsvDialect.columns(options);
        if (names.isEmpty()) {
            return found;
        }
        Set<String> folders = FileTable.folders(rows);
        List<StructField> own = Arrays.stream(found.fields())
                .filter(field -> !folders.contains(field.name()))
                .toList();
        if (!own.isEmpty() && own.size() != names.size()) {
            throw SettingsException.invalid(
                    CsvDialect.COLUMNS,
                    String.join(",", names),
                    names.size() + " names, but the first line of " + path + " has " + own.size() + " values");
        }
        StructType columns = new StructType();
        for (String name : names) {
            columns = columns.add(name, DataTypes.StringType);
        }
        for (StructField field : found.fields()) {
            columns = folders.contains(field.name()) ? columns.add(field) : columns;
        }
        return columns;
    }

    /** Returns the lines of a table of this format, if its rows are parsed from them; otherwise null. */
    @Nullable
    CsvLines lines(Dataset<Row> table, String path, Map<String, String> given) {
        return this == CSV && CsvDialect.describes(given) ? CsvLines.of(table, path, given, Set.of(MALFORMED)) : null;
    }

    /** Returns the columns of a table of this format whose values are text: all of a CSV table, or those named by folders. */
    Set<String> texts(Dataset<Row> table) {
        return this == CSV ? Set.copyOf(columns(table)) : FileTable.folders(table);
    }

    /** @throws SettingsException if this format cannot store a column; the message names the column */
    public void requireWritable(Dataset<Row> rows) {
        Dataset<Row> written = this == CSV ? nestedAsText(rows) : rows;
        FileFormat format = switch (this) {
            case PARQUET -> new ParquetFileFormat();
            case ORC -> new OrcFileFormat();
            case JSON -> new JsonFileFormat();
            case CSV -> new CSVFileFormat();
        };
        for (StructField field : written.schema().fields()) {
            if (!format.supportDataType(field.dataType())) {
                throw SettingsException.invalid(
                        "output-format",
                        this,
                        "it has no type for column '" + field.name() + "', "
                                + field.dataType().simpleString() + ": choose another");
            }
        }
    }

    /**
     * Writes a table as files in a folder. CSV has no arrays, maps and structures: they are written as
     * JSON.
     */
    public void write(Dataset<Row> rows, String path) {
        switch (this) {
            case PARQUET -> rows.write().mode(SaveMode.Append).parquet(path);
            case ORC -> rows.write().mode(SaveMode.Append).orc(path);
            case JSON -> rows.write().mode(SaveMode.Append).json(path);
            case CSV ->
                nestedAsText(rows)
                        .write()
                        .mode(SaveMode.Append)
                        .option("header", "true")
                        .option("escape", "\"")
                        .csv(path);
        }
    }

    private static Dataset<Row> nestedAsText(Dataset<Row> rows) {
        return rows.select(Arrays.stream(rows.schema().fields())
                .map(field -> {
                    Column column = functions.col("`" + field.name().replace("`", "``") + "`");
                    DataType type = field.dataType();
                    return type instanceof ArrayType
                                    || type instanceof MapType
                                    || type instanceof StructType
                                    || type instanceof VariantType
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
