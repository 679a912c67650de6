package io.kindling.driver.table.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The lines of a CSV table, which are parsed into the same rows as Spark's reader gives. Spark plans, generates and compiles code
 * for each column, and looks each up among all of them: minutes for a table of 20,000 columns.
 *
 * @param lines each line with its file, its block and the texts of its folders
 * @param columns the columns in the files
 * @param folders the columns that are names of folders
 * @param options the options of Spark's reader
 */
public record CsvLines(Dataset<Row> lines, List<String> columns, List<String> folders, Map<String, String> options) {
    /** The name differs from those of folders, which are columns too: Spark would read their values in place of the lines. */
    static final String LINE = "_kindling_line";

    /** The layout of {@code lines}. */
    static final RowLayout LAYOUT =
            new RowLayout(List.of(new RowLayout.Part("line", RowLayout.Kind.TEXT, 0)), null, null, 1, false, true);

    /**
     * @param table the table as Spark reads it
     * @param path its path
     * @param given options of Spark's reader that the user gave
     * @param added columns that Spark's reader adds to those of the files
     */
    public static CsvLines of(Dataset<Row> table, String path, Map<String, String> given, Set<String> added) {
        HadoopFsRelation files =
                FileTable.files(table.queryExecution().analyzed()).orElseThrow();
        List<String> folders = List.of(files.partitionSchema().fieldNames());
        StructType schema = new StructType().add(LINE, DataTypes.StringType);
        for (String folder : folders) {
            schema = schema.add(folder, DataTypes.StringType);
        }
        Dataset<Row> lines = table.sparkSession()
                .read()
                .options(FileTable.options(given))
                .schema(schema)
                .text(path);
        List<String> columns = List.of(files.dataSchema().fieldNames()).stream()
                .filter(column -> !added.contains(column))
                .toList();
        return new CsvLines(
                placed(lines, folders), columns, folders, new HashMap<>(CollectionConverters.asJava(files.options())));
    }

    /** Returns lines with their file and block, in {@link #LAYOUT}, and then these columns. */
    static Dataset<Row> placed(Dataset<Row> lines, List<String> others) {
        Column[] columns = new Column[3 + others.size()];
        columns[0] = lines.col(LINE);
        columns[1] = FileTable.file(lines);
        columns[2] = FileTable.block(lines);
        for (int i = 0; i < others.size(); i++) {
            columns[3 + i] = lines.col("`" + others.get(i).replace("`", "``") + "`");
        }
        return lines.select(columns);
    }

    /** Returns the table's rows in a layout. */
    public JavaRDD<InternalRow> rows(RowLayout layout) {
        return lines.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(new ParseCsv(layout, columns, folders, options));
    }
}
