package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What becomes of rows that cannot be used: lines that cannot be parsed, values that are missing, not finite or no numbers, and
 * features of another width. A file that cannot be read is no bad record: it ends the run.
 *
 * @param policy what becomes of such a row
 * @param most how many there may be
 */
public record BadRecords(Policy policy, Most most) implements Serializable {
    /** The first bad record ends the run. */
    public static final BadRecords FAIL = new BadRecords(Policy.FAIL, Most.DEFAULT);

    /** What becomes of a bad record. */
    public enum Policy {
        /** The run ends before anything is computed. */
        FAIL,
        /** The row is left out, and counted. */
        DROP,
        /** The row is left out, counted, and written to a folder of its own with its place and the reason. */
        QUARANTINE;

        /** Returns the constant with this name. */
        public static Policy named(String name) {
            return Arrays.stream(values())
                    .filter(policy -> policy.toString().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> SettingsException.invalid("bad-records", name, "fail, drop or quarantine"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The largest number of rows that may be left out. */
    public sealed interface Most extends Serializable {
        /** A tenth of the rows: more of them are rather a table that was misread, as by a wrong delimiter. */
        Most DEFAULT = new Fraction(0.1);

        /** Returns whether this many bad records among {@code rows} rows, good and bad, are too many. */
        boolean isExceededBy(long bad, long rows);

        /** Parses a whole number of rows, or with a decimal point the fraction of all rows. */
        static Most parse(String text) {
            try {
                if (text.matches("[0-9]+")) {
                    return new Count(Long.parseLong(text));
                }
                double fraction = text.matches("[0-9]*\\.[0-9]+") ? Double.parseDouble(text) : -1;
                if (fraction >= 0 && fraction <= 1) {
                    return new Fraction(fraction);
                }
            } catch (NumberFormatException tooLarge) {
                throw invalid(text);
            }
            throw invalid(text);
        }

        private static SettingsException invalid(String text) {
            return SettingsException.invalid(
                    "max-bad-records", text, "a number of rows, or a fraction from 0.0 to 1.0 of all rows");
        }
    }

    /** A number of rows. */
    public record Count(long rows) implements Most {
        @Override
        public boolean isExceededBy(long bad, long all) {
            return bad > rows;
        }

        @Override
        public String toString() {
            return Long.toString(rows);
        }
    }

    /** A fraction of all rows, good and bad. */
    public record Fraction(double of) implements Most {
        @Override
        public boolean isExceededBy(long bad, long all) {
            return bad > of * all;
        }

        @Override
        public String toString() {
            return Double.toString(of);
        }
    }

    /** Returns whether bad records are left out, rather than ending the run. */
    public boolean leavesOut() {
        return policy != Policy.FAIL;
    }

    /**
     * Throws if there are too many bad records.
     *
     * @param bad the number of bad records
     * @param rows the number of all rows, good and bad
     * @param name the table's name in messages
     * @param first describes the first bad record, as one of {@code Invalid ...} messages does
     */
    public void requireFew(long bad, long rows, String name, String first) {
        requireFew(bad, rows, name, first, () -> "");
    }

    /** @param ofAll says more if all rows are bad records: empty, or sentences after a space */
    void requireFew(long bad, long rows, String name, String first, Supplier<String> ofAll) {
        if (bad == 0 || (leavesOut() && !most.isExceededBy(bad, rows))) {
            return;
        }
        String more = bad == rows ? ofAll.get() : "";
        if (!leavesOut()) {
            throw new DataException(
                    bad == 1 ? first + (more.isEmpty() ? "" : "." + more) : first + ". " + remedy(bad, rows) + more);
        }
        throw new DataException("Cannot use " + name + ": " + bad + " of " + rows
                + " rows are bad records, more than --max-bad-records " + most + " allows. The first: " + first + "."
                + more);
    }

    private static String remedy(long bad, long rows) {
        return bad == rows
                ? "All " + rows + " rows are bad records, and this is the first."
                : bad + " of " + rows + " rows are bad records, and this is the first. To go on without them, set"
                        + " --bad-records to drop or quarantine.";
    }
}
