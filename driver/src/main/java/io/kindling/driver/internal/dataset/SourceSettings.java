package io.kindling.driver.internal.dataset;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.internal.FileTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the user set about the source of rows. The rest follows from the path, or from the data that a model was trained on.
 *
 * @param path path or URI
 * @param format how the rows are stored
 * @param columns the roles of a table's columns
 * @param table what becomes of a table's rows that lack values or are invalid
 */
public record SourceSettings(Optional<String> path, Optional<DataFormat> format, Columns columns, TableSettings table) {
    /** No settings. */
    public static final SourceSettings NONE = new SourceSettings(Optional.empty(), Optional.empty(), Columns.ALL);

    public SourceSettings(Optional<String> path, Optional<DataFormat> format, Columns columns) {
        this(path, format, columns, TableSettings.NONE);
    }

    /** Returns the settings of a folder of IDX files. */
    public static SourceSettings idx(String path) {
        return new SourceSettings(Optional.of(path), Optional.of(DataFormat.IDX), Columns.ALL);
    }

    /** Returns the source; the path must be set. */
    public DataSource source() {
        String given = path.orElseThrow(() -> new SettingsException("Cannot find data: set --data."));
        return new DataSource(
                given, format.or(() -> DataFormat.ofName(given)).orElse(DataFormat.IDX), columns, table.options());
    }

    /** Returns the source, with missing settings taken from {@code other}. */
    public DataSource orElse(DataSource other) {
        String where = path.orElse(other.path());
        DataFormat as = format.orElseGet(() -> path.flatMap(DataFormat::ofName).orElse(other.format()));
        return new DataSource(
                where, as, as == DataFormat.IDX ? columns : columns.orElse(other.columns()), options(as, other));
    }

    /** Other rows in the same format are read with the same options; whether a path is a pattern belongs to the path. */
    private Map<String, String> options(DataFormat as, DataSource other) {
        Map<String, String> given = table.options();
        if (as != other.format()) {
            return given;
        }
        Map<String, String> options = new HashMap<>(other.options());
        if (FileTable.changesReading(given)) {
            options.keySet().retainAll(Set.of(DataFormat.SOURCE));
        }
        if (path.isPresent()) {
            options.remove(FileTable.GLOB);
        }
        options.putAll(given);
        return options;
    }

    /** Returns a message about the format of several paths whose names tell different ones; empty if the format is set. */
    public Optional<String> guess() {
        return format.isPresent()
                ? Optional.empty()
                : path.filter(SourceSettings::namesSeveralFormats)
                        .flatMap(given -> DataFormat.ofName(given)
                                .map(named -> "Reading " + given + " as " + named
                                        + ", as the last name tells; set --format to override this."));
    }

    private static boolean namesSeveralFormats(String path) {
        return Arrays.stream(path.split("[{},]"))
                        .flatMap(part -> DataFormat.ofName(part).stream())
                        .distinct()
                        .count()
                > 1;
    }
}
