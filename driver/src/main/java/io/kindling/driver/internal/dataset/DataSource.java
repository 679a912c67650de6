package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Columns;

/**
 * The location and the format of rows.
 *
 * @param path path or URI of a folder or, for a table, of a file
 * @param format how the rows are stored
 * @param columns the roles of a table's columns
 */
public record DataSource(String path, DataFormat format, Columns columns) {
    public DataSource {
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
                config.has("columns") ? Columns.from(config.config("columns")) : Columns.ALL);
    }
}
