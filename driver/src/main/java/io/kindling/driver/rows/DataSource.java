package io.kindling.driver.rows;

import io.kindling.driver.SettingsException;
import io.kindling.driver.table.Columns;
import io.kindling.nn.Config;

/**
 * Where rows are, and as what.
 *
 * @param path a path or URI of a folder or, where it is a table, a file
 * @param format how they are stored
 * @param columns which columns of a table are what
 */
public record DataSource(String path, DataFormat format, Columns columns) {
    public DataSource {
        if (format == DataFormat.IDX && !columns.equals(Columns.ALL)) {
            throw new SettingsException(
                    "Cannot choose columns in " + path + ": IDX files have none. Tables do: --format "
                            + DataFormat.names().replaceFirst("idx, ", "") + ".");
        }
    }

    /** The source that a data set's {@link DataSet#asConfig} names. */
    public static DataSource from(Config config) {
        return new DataSource(
                config.string("uri"),
                DataFormat.named(config.string("format")),
                config.has("columns") ? Columns.from(config.config("columns")) : Columns.ALL);
    }
}
