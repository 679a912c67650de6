package io.kindling.driver.internal.dataset;

import io.kindling.config.DidYouMean;
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
    TABLE,
    /** Any other data source of Spark: the option {@link #SOURCE} is its name. */
    OTHER;

    /** The name of the source, among its options. */
    public static final String SOURCE = "format";

    private static final List<DataFormat> FILES = List.of(PARQUET, CSV, JSON, ORC);

    /** The format of a table's files; empty for IDX, for tables of the catalog and for other sources. */
    public Optional<TableFormat> table() {
        return FILES.contains(this) ? Optional.of(TableFormat.valueOf(name())) : Optional.empty();
    }

    /**
     * Returns the format with this name.
     *
     * @throws SettingsException if it is nearly one of these formats
     */
    public static DataFormat named(String name) {
        Optional<DataFormat> found = Arrays.stream(values())
                .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (found.isEmpty()
                && DidYouMean.to(name, Arrays.asList(names().split(", "))).isPresent()) {
            throw SettingsException.invalid("format", name, names() + ", or another data source of Spark");
        }
        return found.orElse(OTHER);
    }

    /** Returns the format that the extension of a file or folder names, such as {@code .csv.gz}; empty for other names. */
    static Optional<DataFormat> ofName(String path) {
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("[/}]+$", "").replaceFirst("\\.(gz|bz2|zst|lz4)$", "");
        return FILES.stream()
                .filter(format -> name.endsWith("." + format) || (format == JSON && name.endsWith(".jsonl")))
                .findFirst();
    }

    /** Returns the names of all formats, separated by commas. */
    public static String names() {
        return Arrays.stream(values())
                .filter(format -> format != OTHER)
                .map(DataFormat::toString)
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
