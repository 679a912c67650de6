package io.kindling.driver.table.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a CSV file: comma-separated values, some of them quoted; a quote inside quotes is doubled (RFC 4180).
 *
 * @param values the values, without their quotes
 * @param open whether the last value has an opening quote but no closing one, so that it continues on the next line
 */
record CsvLine(List<String> values, boolean open) {
    private static final char QUOTE = '"';

    CsvLine {
        values = List.copyOf(values);
    }

    static CsvLine of(String line) {
        List<String> values = new ArrayList<>();
        int from = 0;
        while (from <= line.length()) {
            boolean quoted = from < line.length() && line.charAt(from) == QUOTE;
            int closed = quoted ? closing(line, from + 1) : from;
            if (closed < 0) {
                values.add(line.substring(from + 1));
                return new CsvLine(values, true);
            }
            int comma = line.indexOf(',', closed);
            int to = comma < 0 ? line.length() : comma;
            String value = line.substring(from, to);
            values.add(quoted ? value.substring(1).replaceFirst("\"$", "").replace("\"\"", "\"") : value);
            from = to + 1;
        }
        return new CsvLine(values, false);
    }

    /** Returns the number of values if none of them has a comma; otherwise more than that number. */
    static int valuesAtMost(String line) {
        int values = 1;
        for (int at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) {
            values++;
        }
        return values;
    }

    /** Returns the index of the first quote from {@code from} on that is not doubled, or -1. */
    private static int closing(String line, int from) {
        int at = line.indexOf(QUOTE, from);
        while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == QUOTE) {
            at = line.indexOf(QUOTE, at + 2);
        }
        return at;
    }
}
