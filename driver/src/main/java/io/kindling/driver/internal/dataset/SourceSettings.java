package io.kindling.driver.internal.dataset;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Columns;
import java.util.Optional;

/**
 * What the user set about the source of rows. The rest follows from the path, or from the data that a model was trained on.
 *
 * @param path path or URI
 * @param format how the rows are stored
 * @param columns the roles of a table's columns
 */
public record SourceSettings(Optional<String> path, Optional<DataFormat> format, Columns columns) {
    /** No settings. */
    public static final SourceSettings NONE = new SourceSettings(Optional.empty(), Optional.empty(), Columns.ALL);

    /** Returns the settings of a folder of IDX files. */
    public static SourceSettings idx(String path) {
        return new SourceSettings(Optional.of(path), Optional.of(DataFormat.IDX), Columns.ALL);
    }

    /** Returns the source; the path must be set. */
    public DataSource source() {
        String given = path.orElseThrow(() -> new SettingsException("Cannot find data: set --data."));
        return new DataSource(given, format.or(() -> DataFormat.ofName(given)).orElse(DataFormat.IDX), columns);
    }

    /** Returns the source, with missing settings taken from {@code other}. */
    public DataSource orElse(DataSource other) {
        String where = path.orElse(other.path());
        DataFormat as = format.orElseGet(() -> path.flatMap(DataFormat::ofName).orElse(other.format()));
        return new DataSource(where, as, as == DataFormat.IDX ? columns : columns.orElse(other.columns()));
    }

    /**
     * Returns a message about a format that was inferred from the path's name; empty if the format is set or the name does not
     * tell it.
     */
    public Optional<String> guess() {
        return format.isPresent()
                ? Optional.empty()
                : path.flatMap(given -> DataFormat.ofName(given)
                        .map(named -> "Reading " + given + " as " + named
                                + ", based on its name; set --format to override this."));
    }
}
