package io.kindling.driver.internal.dataset;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.TableFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How data is stored. */
public enum DataFormat {
    /** A folder of IDX files with MNIST's names. */
    IDX,
    PARQUET,
    CSV,
    JSON,
    ORC,
    /** A table or view of the session's catalog. */
    TABLE;

    /** The format of a table's files; empty for IDX and for tables of the catalog. */
    public Optional<TableFormat> table() {
        return this == IDX || this == TABLE ? Optional.empty() : Optional.of(TableFormat.valueOf(name()));
    }

    /** Returns the constant with this name. */
    public static DataFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> SettingsException.invalid("format", name, names()));
    }

    /** Returns the format that the extension of a file or folder names, such as {@code .csv.gz}; empty for other names. */
    static Optional<DataFormat> ofName(String path) {
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("[/}]+$", "").replaceFirst("\\.(gz|bz2|zst|lz4)$", "");
        return List.of(PARQUET, CSV, JSON, ORC).stream()
                .filter(format -> name.endsWith("." + format) || (format == JSON && name.endsWith(".jsonl")))
                .findFirst();
    }

    /** Returns the names of all formats, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(DataFormat::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
