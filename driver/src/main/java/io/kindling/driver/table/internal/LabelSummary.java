package io.kindling.driver.table.internal;

import io.kindling.config.Config;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A summary of the labels of some rows: their type and their values. */
public final class LabelSummary {
    /** A column with more distinct names than this does not hold classes but, for example, row identifiers. */
    public static final int MOST_NAMES = 10_000;

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    /** Whole numbers as they are usually written: 01 is a name. */
    private static final Pattern PLAIN = Pattern.compile("0|-?[1-9]\\d*");

    /**
     * A label that is not like the others.
     *
     * @param row the first row with such a label
     * @param label the label
     */
    public record Stray(long row, String label) {
        Config asConfig() {
            return Config.of("row", row, "label", label);
        }

        static Stray from(Config config) {
            return new Stray(config.longInteger("row"), config.string("label"));
        }
    }

    /** The first row of each label. */
    private final Map<Object, Long> firstRows = new HashMap<>();

    private long wholes;
    private long others;
    private @Nullable Stray firstWhole;
    private @Nullable Stray firstOther;
    private @Nullable Stray firstFraction;
    private boolean plain = true;
    private boolean numeric = true;
    private long most = -1;
    private long firstNegative = -1;

    /** Returns whether a text is a whole number. */
    public static boolean isWhole(String text) {
        return WHOLE.matcher(text.strip()).matches();
    }

    /** Adds a row's label. */
    public void add(long row, Object label) {
        if (label instanceof Double number) {
            addNumber(row, number);
            return;
        }
        addFirst(row, label);
        if (label instanceof Long number) {
            addWhole(row, number, number);
        } else {
            addText(row, (String) label);
        }
    }

    private void addFirst(long row, Object label) {
        if (firstRows.size() <= MOST_NAMES) {
            firstRows.putIfAbsent(label, row);
        }
    }

    private void addNumber(long row, double number) {
        if (isInteger(number)) {
            addFirst(row, (long) number);
            addWhole(row, (long) number, number);
        } else {
            addOther(row, number);
            addFraction(row, number);
        }
    }

    private void addText(long row, String text) {
        String stripped = text.strip();
        if (isWhole(text)) {
            plain &= PLAIN.matcher(stripped).matches();
            addWhole(row, Long.parseLong(stripped), text);
        } else {
            addOther(row, text);
            Double number = numeric ? RowReader.number(text) : null;
            numeric = number != null && Float.isFinite(number.floatValue());
            if (number != null && isInteger(number)) {
                addValue(row, number.longValue());
            } else {
                addFraction(row, text);
            }
        }
    }

    private static boolean isInteger(double number) {
        return number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE;
    }

    private void addWhole(long row, long number, Object label) {
        if (firstWhole == null) {
            firstWhole = new Stray(row, label.toString());
        }
        wholes++;
        addValue(row, number);
    }

    private void addValue(long row, long number) {
        most = Math.max(most, number);
        if (number < 0 && firstNegative < 0) {
            firstNegative = row;
        }
    }

    private void addOther(long row, Object label) {
        if (firstOther == null) {
            firstOther = new Stray(row, label.toString());
        }
        others++;
    }

    private void addFraction(long row, Object label) {
        if (firstFraction == null) {
            firstFraction = new Stray(row, label.toString());
        }
    }

    /** Adds the labels of the next block, whose first row has this number. */
    public void add(LabelSummary next, long firstRow) {
        next.firstRows.forEach((label, row) -> firstRows.putIfAbsent(label, firstRow + row));
        firstWhole = firstWhole == null ? moved(next.firstWhole, firstRow) : firstWhole;
        firstOther = firstOther == null ? moved(next.firstOther, firstRow) : firstOther;
        firstFraction = firstFraction == null ? moved(next.firstFraction, firstRow) : firstFraction;
        wholes += next.wholes;
        others += next.others;
        plain &= next.plain;
        numeric &= next.numeric;
        most = Math.max(most, next.most);
        if (firstNegative < 0 && next.firstNegative >= 0) {
            firstNegative = firstRow + next.firstNegative;
        }
    }

    private static @Nullable Stray moved(@Nullable Stray stray, long firstRow) {
        return stray == null ? null : new Stray(firstRow + stray.row(), stray.label());
    }

    /**
     * The first row of each distinct label as text, at most {@link #MOST_NAMES} + 1 from each block; of a column of doubles, only
     * of those without a fraction.
     */
    public Map<String, Long> firstRows() {
        Map<String, Long> texts = new TreeMap<>();
        firstRows.forEach((label, row) -> texts.put(label.toString(), row));
        return texts;
    }

    /** Whether all labels are whole numbers. */
    public boolean whole() {
        return others == 0;
    }

    /** Whether all whole numbers are written without leading zeros, so that different texts are different numbers. */
    public boolean plain() {
        return plain;
    }

    /** Whether all labels are numbers. */
    public boolean numeric() {
        return numeric;
    }

    /** The largest number without a fraction; -1 if none is 0 or more. */
    public long most() {
        return most;
    }

    /** The first row with a negative number without a fraction, or -1. */
    public long firstNegative() {
        return firstNegative;
    }

    /** The first label that is no whole number, neither 1 nor 1.0. */
    public Optional<Stray> firstFraction() {
        return Optional.ofNullable(firstFraction);
    }

    /** If some labels are whole numbers and some are not, the first of those of which there are fewer. */
    public Optional<Stray> stray() {
        return wholes == 0 || others == 0
                ? Optional.empty()
                : Optional.ofNullable(wholes < others ? firstWhole : firstOther);
    }

    Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("first_rows", Config.of(firstRows()));
        values.put("wholes", wholes);
        values.put("others", others);
        firstRow("first_whole", firstWhole, values);
        firstRow("first_other", firstOther, values);
        firstRow("first_fraction", firstFraction, values);
        values.put("plain", plain);
        values.put("numeric", numeric);
        values.put("most", most);
        values.put("first_negative", firstNegative);
        return Config.of(values);
    }

    private static void firstRow(String name, @Nullable Stray stray, Map<String, Object> values) {
        if (stray != null) {
            values.put(name, stray.asConfig());
        }
    }

    static LabelSummary from(Config config) {
        LabelSummary summary = new LabelSummary();
        Config firstRows = config.config("first_rows");
        firstRows.names().forEach(label -> summary.firstRows.put(label, firstRows.longInteger(label)));
        summary.wholes = config.longInteger("wholes");
        summary.others = config.longInteger("others");
        summary.firstWhole = stray("first_whole", config);
        summary.firstOther = stray("first_other", config);
        summary.firstFraction = stray("first_fraction", config);
        summary.plain = config.flag("plain");
        summary.numeric = config.flag("numeric");
        summary.most = config.longInteger("most");
        summary.firstNegative = config.longInteger("first_negative");
        return summary;
    }

    private static @Nullable Stray stray(String name, Config config) {
        return config.has(name) ? Stray.from(config.config(name)) : null;
    }
}
