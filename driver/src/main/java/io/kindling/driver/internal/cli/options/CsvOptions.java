package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.table.internal.CsvDialect;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how CSV files are written. */
@OptionGroup(Heading.DATA)
public final class CsvOptions {
    @Option(
            names = "--delimiter",
            paramLabel = "TEXT",
            description = "What is between the values of a line of CSV, such as ; or \\t (default: a comma).")
    private @Nullable String delimiter;

    @Option(
            names = "--quote",
            paramLabel = "CHARACTER",
            description = "What is around values of CSV that hold the delimiter (default: \").")
    private @Nullable String quote;

    @Option(
            names = "--no-header",
            arity = "0..1",
            fallbackValue = "true",
            description = "The first line of a CSV file is a row, not the names of the columns.")
    private boolean noHeader;

    @Option(
            names = "--columns",
            paramLabel = "NAME,NAME...",
            description = "Names of all columns of CSV files without a header line (default: _c0, _c1 and so on).")
    private @Nullable String columns;

    @Option(
            names = "--null",
            paramLabel = "TEXT",
            description = "What stands for a null in CSV, such as NA, beside nothing at all.")
    private @Nullable String nothing;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Encoding of CSV or JSON files, such as ISO-8859-1 (default: UTF-8).")
    private @Nullable String encoding;

    /**
     * Adds these options to those of Spark's reader.
     *
     * @throws SettingsException if one is among them already
     */
    void addTo(Map<String, String> options) {
        add(CsvDialect.DELIMITER, delimiter, options);
        add(CsvDialect.QUOTE, quote, options);
        add(CsvDialect.HEADER, noHeader ? "false" : null, options);
        add(CsvDialect.COLUMNS, columns, options);
        add(CsvDialect.NULL, nothing, options);
        add(CsvDialect.ENCODING, encoding, options);
    }

    private static void add(String name, @Nullable String value, Map<String, String> options) {
        if (value == null) {
            return;
        }
        if (options.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
            throw SettingsException.invalid("--option", name, "an option of Kindling says the same: give one of them");
        }
        options.put(name, value);
    }
}
