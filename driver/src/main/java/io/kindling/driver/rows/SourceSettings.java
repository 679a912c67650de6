package io.kindling.driver.rows;

import io.kindling.driver.SettingsException;
import io.kindling.driver.table.Columns;
import java.util.Optional;

/**
 * What was said of where rows are; the rest follows from the path, or from the data that a model was trained on.
 *
 * @param path a path or URI
 * @param format how they are stored
 * @param columns which columns of a table are what
 */
public record SourceSettings(Optional<String> path, Optional<DataFormat> format, Columns columns) {
    /** Nothing. */
    public static final SourceSettings NONE = new SourceSettings(Optional.empty(), Optional.empty(), Columns.ALL);

    /** Those of a folder of IDX files. */
    public static SourceSettings idx(String path) {
        return new SourceSettings(Optional.of(path), Optional.of(DataFormat.IDX), Columns.ALL);
    }

    /** The source, where the path is given. */
    public DataSource source() {
        String given = path.orElseThrow(() -> new SettingsException("Cannot find data: give --data."));
        return new DataSource(given, format.or(() -> DataFormat.ofName(given)).orElse(DataFormat.IDX), columns);
    }

    /** The source; what is not given is as it was for other rows. */
    public DataSource orElse(DataSource other) {
        String where = path.orElse(other.path());
        DataFormat as = format.orElseGet(() -> path.flatMap(DataFormat::ofName).orElse(other.format()));
        return new DataSource(where, as, as == DataFormat.IDX ? columns : columns.orElse(other.columns()));
    }

    /** What is taken from the path's name alone, in words; nothing where all is said, or nothing can be told from it. */
    public Optional<String> guess() {
        return format.isPresent()
                ? Optional.empty()
                : path.flatMap(given -> DataFormat.ofName(given)
                        .map(named ->
                                "Reading " + given + " as " + named + ", as its name says; --format says otherwise."));
    }
}
