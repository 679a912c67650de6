package io.kindling.driver.table.internal;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.FileSourceOptions;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark knows about the files of a table: what defines the order of its rows, and which columns are names of folders. */
public final class FileTable {
    /** Read exactly the files of a path: it is no pattern, and no file is left out because it is damaged or was deleted. */
    public static final Map<String, String> OPTIONS =
            Map.of("__globPaths__", "false", "ignoreCorruptFiles", "false", "ignoreMissingFiles", "false");

    /** The option that makes a path a pattern of Hadoop's. */
    public static final String GLOB = "__globPaths__";

    private static final String METADATA = "_metadata";

    private FileTable() {}

    /** Returns {@link #OPTIONS} with those that the user gave in their place. */
    public static Map<String, String> options(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(OPTIONS);
        all.putAll(given);
        return all;
    }

    /** Returns whether options are given, other than that the path is a pattern: then Spark's rules of reading hold. */
    public static boolean changesReading(Map<String, String> given) {
        return given.keySet().stream().anyMatch(name -> !name.equals(GLOB));
    }

    /** Loads a table whose folders' names, if they are columns, are texts. */
    public static Dataset<Row> load(DataFrameReader reader, String path) {
        Dataset<Row> rows = reader.load(path);
        return foldersAsTexts(rows, path)
                .map(schema -> reader.schema(schema).load(path))
                .orElse(rows);
    }

    /**
     * Returns whether the rows are read from files without being reordered, so that the files define their order. Otherwise, as
     * after a sort, the partitions do.
     */
    public static boolean isOfFiles(Dataset<Row> table) {
        return files(table.queryExecution().analyzed()).isPresent();
    }

    /** Returns the column with the URI of each row's file, even if the table has a column of the same name as Spark's own. */
    public static Column file(Dataset<Row> table) {
        return table.metadataColumn(METADATA).getField("file_path");
    }

    /** Returns the column with the offset of each row's block in its file. */
    public static Column block(Dataset<Row> table) {
        return table.metadataColumn(METADATA).getField("file_block_start");
    }

    /**
     * Returns a table's schema with the values of folders, such as {@code kind=01}, as texts: Spark would read 01 and 1 as one
     * number. Empty if no columns are named by folders.
     *
     * @param path the table's path, for the message
     * @throws DataException if a column is both in files and named by folders
     */
    public static Optional<StructType> foldersAsTexts(Dataset<Row> table, String path) {
        Set<String> folders = folders(table);
        if (folders.isEmpty()) {
            return Optional.empty();
        }
        for (String column : files(table.queryExecution().analyzed())
                .orElseThrow()
                .dataSchema()
                .fieldNames()) {
            if (folders.stream().anyMatch(column::equalsIgnoreCase)) {
                throw new DataException("Cannot read " + path + ": column '" + column
                        + "' is both in its files and in the names of its folders. Rename one of them.");
            }
        }
        return Optional.of(new StructType(Arrays.stream(table.schema().fields())
                .map(field -> folders.contains(field.name())
                        ? DataTypes.createStructField(field.name(), DataTypes.StringType, true)
                        : field)
                .toArray(StructField[]::new)));
    }

    /** Returns the columns whose values are in the names of folders. */
    public static Set<String> folders(Dataset<Row> table) {
        return files(table.queryExecution().analyzed())
                .map(files -> Set.of(files.partitionSchema().fieldNames()))
                .orElse(Set.of());
    }

    /** @throws SettingsException if Spark would leave out the rows of damaged or deleted files without a word */
    public static void requireAllFiles(Dataset<Row> table, String name) {
        for (LogicalPlan leaf :
                CollectionConverters.asJava(table.queryExecution().analyzed().collectLeaves())) {
            if (leaf instanceof LogicalRelation relation && relation.relation() instanceof HadoopFsRelation files) {
                FileSourceOptions options = new FileSourceOptions(files.options());
                if (options.ignoreCorruptFiles() || options.ignoreMissingFiles()) {
                    String option = options.ignoreCorruptFiles() ? "ignoreCorruptFiles" : "ignoreMissingFiles";
                    throw new SettingsException("Cannot read " + name + ": with " + option
                            + ", Spark leaves out rows of files that it cannot read, without a word. Set spark.sql.files."
                            + option + " to false, or remove the option, and remove such files.");
                }
            }
        }
    }

    static Optional<HadoopFsRelation> files(LogicalPlan plan) {
        if (plan instanceof LogicalRelation relation) {
            return relation.relation() instanceof HadoopFsRelation files ? Optional.of(files) : Optional.empty();
        }
        boolean keepsRowsInPlace = plan instanceof Project
                || plan instanceof Filter
                || plan instanceof SubqueryAlias
                || plan instanceof View;
        return keepsRowsInPlace ? files(plan.children().head()) : Optional.empty();
    }
}
