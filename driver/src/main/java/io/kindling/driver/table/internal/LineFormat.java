package io.kindling.driver.table.internal;

import java.util.Optional;
import org.apache.spark.unsafe.types.UTF8String;

/** The formats of files whose rows are lines, and what makes Spark misread a line of them without an error. */
public enum LineFormat {
    CSV {
        @Override
        boolean isBlank(String line) {
            return line.trim().isEmpty();
        }

        @Override
        Optional<String> misread(String line, CsvDialect dialect) {
            return line.indexOf(dialect.quote()) >= 0
                            && CsvLine.of(line, dialect).open()
                    ? Optional.of(OPEN_QUOTE)
                    : Optional.empty();
        }
    },
    JSON {
        @Override
        boolean isBlank(String line) {
            return line.chars().allMatch(c -> c == ' ' || c == '\t');
        }

        @Override
        Optional<String> misread(String line, CsvDialect dialect) {
            return JsonLine.misread(line);
        }
    };

    private static final String OPEN_QUOTE =
            "the last value's quote is not closed; values cannot span lines: remove line breaks from values, or store the"
                    + " table as Parquet or JSON lines";

    /** Returns whether Spark skips the line. */
    abstract boolean isBlank(String line);

    /** Returns the rule that the line breaks, if Spark would read another number of rows from it, or fewer of its values. */
    abstract Optional<String> misread(String line, CsvDialect dialect);

    /**
     * Returns the rule that a line breaks; empty if Spark reads it as it stands, or refuses it by itself.
     *
     * @param dialect that of CSV files
     */
    Optional<String> flaw(UTF8String bytes, String line, CsvDialect dialect) {
        if (!bytes.isValid()) {
            return Optional.of("its bytes are not UTF-8: convert the file, for example with iconv -t UTF-8");
        }
        if (line.indexOf('\0') >= 0) {
            return Optional.of("it has a NUL character, as text in UTF-16 has: convert the file to UTF-8");
        }
        return isBlank(line) ? Optional.empty() : misread(line, dialect);
    }
}
