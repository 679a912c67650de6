package io.kindling.driver.table.internal;

import io.kindling.driver.internal.SettingsException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How the values of a CSV file stand in its lines.
 *
 * @param delimiter what is between values
 * @param quote what is around values that hold the delimiter; doubled inside of them. The character 0 if there is none
 * @param header whether the first line of a file names the columns
 */
public record CsvDialect(String delimiter, char quote, boolean header) implements Serializable {
    /** The dialect of RFC 4180, with a header line. */
    public static final CsvDialect USUAL = new CsvDialect(",", '"', true);

    /** The option that names the columns of files without a header line, separated by commas: ours, not Spark's. */
    public static final String COLUMNS = "columns";

    public static final String DELIMITER = "delimiter";
    public static final String QUOTE = "quote";
    public static final String HEADER = "header";
    public static final String NULL = "nullValue";

    public static final String ENCODING = "encoding";

    /** The options of a dialect, in lower case. */
    private static final Set<String> OPTIONS = Set.of(DELIMITER, "sep", QUOTE, HEADER, "nullvalue", COLUMNS);

    /** Returns whether a dialect says all that options of Spark's reader say; otherwise Spark's rules of reading hold. */
    public static boolean describes(Map<String, String> options) {
        return options.keySet().stream().allMatch(name -> name.equals(FileTable.GLOB) || isOption(name));
    }

    /** Returns whether an option of this name describes the lines of CSV files, which other formats do not have. */
    public static boolean isOption(String name) {
        return OPTIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** @param options options of Spark's reader */
    public static CsvDialect of(Map<String, String> options) {
        CSVOptions read = options(options);
        return new CsvDialect(read.delimiter(), read.quote(), read.headerFlag());
    }

    static CSVOptions options(Map<String, String> options) {
        return new CSVOptions(Map$.MODULE$.from(CollectionConverters.asScala(options)), false, "UTC");
    }

    /**
     * Returns the names of columns that options give.
     *
     * @throws SettingsException if files have a header line, or a name is empty or repeated
     */
    public static List<String> columns(Map<String, String> options) {
        String given = options.getOrDefault(COLUMNS, "");
        if (given.isEmpty()) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(given.split(",", -1)).map(String::strip).toList();
        if (of(options).header()) {
            throw SettingsException.invalid(
                    COLUMNS, given, "only with --no-header: the header line names the columns of other files");
        }
        if (names.contains("") || Set.copyOf(names).size() < names.size()) {
            throw SettingsException.invalid(COLUMNS, given, "names that differ, separated by commas");
        }
        return names;
    }
}
