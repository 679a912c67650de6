package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Table;
import io.kindling.driver.table.internal.CsvDialect;
import io.kindling.driver.table.internal.FileTable;
import io.kindling.driver.table.internal.SparkSource;
import io.kindling.driver.table.internal.Unreadable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The location and the format of rows.
 *
 * @param path path or URI of a folder or, for a table, of a file
 * @param format how the rows are stored
 * @param columns the roles of a table's columns
 * @param options options of Spark's reader, and whether the path is a pattern
 */
public record DataSource(String path, DataFormat format, Columns columns, Map<String, String> options) {
    private static final String OPTIONS = "options";

    public DataSource(String path, DataFormat format, Columns columns) {
        this(path, format, columns, Map.of());
    }

    public DataSource {
        options = Map.copyOf(options);
        if (SparkSource.isOfImages(options.getOrDefault(DataFormat.SOURCE, ""))) {
            columns = columns.orElse(new Columns(List.of(SparkSource.CONTENT), Optional.empty(), Optional.empty()));
        }
        if ((format == DataFormat.IDX || format == DataFormat.TABLE) && !options.isEmpty()) {
            throw new SettingsException("Cannot read " + path + " with options of a reader, or as a pattern: format "
                    + format + " has none. Set --format to the format of its files.");
        }
        if (format != DataFormat.CSV) {
            options.keySet().stream().filter(CsvDialect::isOption).findFirst().ifPresent(name -> {
                throw new SettingsException("Cannot read " + path + " with option '" + name + "': its format is "
                        + format + ", and only csv has it.");
            });
        }
        if (format == DataFormat.IDX && !columns.equals(Columns.ALL)) {
            throw new SettingsException("Cannot choose columns in " + path
                    + ": IDX files have no columns. For a table, set --format to one of "
                    + DataFormat.names().replaceFirst("idx, ", "") + ".");
        }
    }

    /** Returns the source that {@link DataSet#asConfig} recorded. */
    public static DataSource from(Config config) {
        return new DataSource(
                config.string("uri"),
                DataFormat.named(config.string("format")),
                config.has("columns") ? Columns.from(config.config("columns")) : Columns.ALL,
                config.has(OPTIONS) ? options(config.config(OPTIONS)) : Map.of());
    }

    private static Map<String, String> options(Config config) {
        Map<String, String> options = new LinkedHashMap<>();
        config.names().forEach(name -> options.put(name, config.string(name)));
        return options;
    }

    /** Returns this source with the columns that its table usually has, where none are named. */
    public DataSource orUsual(Table table) {
        return new DataSource(path, format, columns.orUsual(table.columnNames()), options);
    }

    /**
     * Returns the table, whose format is not IDX.
     *
     * @param session is not called if the table is a file of this machine that does not exist
     * @param hadoop settings of the file system
     */
    public Table table(Supplier<SparkSession> session, Map<String, String> hadoop) {
        if (format.table().isPresent() && !Boolean.parseBoolean(options.get(FileTable.GLOB))) {
            Unreadable.requireFound(path, hadoop);
        }
        return table(session.get());
    }

    private Table table(SparkSession session) {
        Table table = switch (format) {
            case TABLE -> Table.named(session, path);
            case OTHER -> Table.of(other(session), path);
            default -> Table.read(session, format.table().orElseThrow(), path, options);
        };
        return table.columns(columns);
    }

    private Dataset<Row> other(SparkSession session) {
        Map<String, String> others = new LinkedHashMap<>(options);
        String source = Objects.requireNonNull(others.remove(DataFormat.SOURCE), "a source has a name");
        return Unreadable.explain(path, () -> SparkSource.open(session, source, path, others));
    }

    /** Returns the path as it is valid on every machine. */
    public String uri(Map<String, String> hadoop) {
        return format == DataFormat.TABLE ? path : Paths.uriOfData(Paths.location(path, hadoop));
    }

    /** Adds the options to the configuration that {@link #from} reads. */
    Config addTo(Config config) {
        return options.isEmpty() ? config : config.with(OPTIONS, Config.of(options));
    }
}
