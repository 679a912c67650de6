package io.kindling.driver.rows;

import io.kindling.driver.SettingsException;
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
    ORC;

    /** The format's table, unless it is no table. */
    public Optional<TableFormat> table() {
        return this == IDX ? Optional.empty() : Optional.of(TableFormat.valueOf(name()));
    }

    /** By its name. */
    public static DataFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> SettingsException.invalid("format", name, names()));
    }

    /** The format that the end of a file's or a folder's name says, such as {@code .csv.gz}; none for other names. */
    static Optional<DataFormat> ofName(String path) {
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("/+$", "").replaceFirst("\\.(gz|bz2|zst|lz4)$", "");
        return List.of(PARQUET, CSV, JSON, ORC).stream()
                .filter(format -> name.endsWith("." + format) || (format == JSON && name.endsWith(".jsonl")))
                .findFirst();
    }

    /** All of them, in words. */
    public static String names() {
        return Arrays.stream(values()).map(DataFormat::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
