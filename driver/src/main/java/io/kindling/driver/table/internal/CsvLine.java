package io.kindling.driver.table.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a CSV file: values with a delimiter between them, some of them quoted; a quote inside quotes is doubled (RFC 4180).
 *
 * @param values the values, without their quotes
 * @param open whether the last value has an opening quote but no closing one, so that it continues on the next line
 */
record CsvLine(List<String> values, boolean open) {
    CsvLine {
        values = List.copyOf(values);
    }

    static CsvLine of(String line, CsvDialect dialect) {
        char quote = dialect.quote();
        List<String> values = new ArrayList<>();
        int from = 0;
        while (from <= line.length()) {
            boolean quoted = from < line.length() && line.charAt(from) == quote;
            int closed = quoted ? closing(line, from + 1, quote) : from;
            if (closed < 0) {
                values.add(line.substring(from + 1));
                return new CsvLine(values, true);
            }
            int delimiter = line.indexOf(dialect.delimiter(), closed);
            int to = delimiter < 0 ? line.length() : delimiter;
            String value = line.substring(from, to);
            values.add(quoted ? unquoted(value, Character.toString(quote)) : value);
            from = to + (delimiter < 0 ? 1 : dialect.delimiter().length());
        }
        return new CsvLine(values, false);
    }

    private static String unquoted(String value, String quote) {
        String inside =
                value.substring(1, value.length() > 1 && value.endsWith(quote) ? value.length() - 1 : value.length());
        return inside.replace(quote + quote, quote);
    }

    /** Returns the number of values if none of them has the delimiter; otherwise more than that number. */
    static int valuesAtMost(String line, String delimiter) {
        int values = 1;
        for (int at = line.indexOf(delimiter); at >= 0; at = line.indexOf(delimiter, at + delimiter.length())) {
            values++;
        }
        return values;
    }

    /** Returns the index of the first quote from {@code from} on that is not doubled, or -1. */
    private static int closing(String line, int from, char quote) {
        int at = line.indexOf(quote, from);
        while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == quote) {
            at = line.indexOf(quote, at + 2);
        }
        return at;
    }
}
