package io.kindling.driver.table.internal;

import io.kindling.config.Config;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A summary of the labels of some rows: their type and their values. */
public final class LabelSummary {
    /** A column with more distinct names than this does not hold classes but, for example, row identifiers. */
    public static final int MOST_NAMES = 10_000;

    private final Set<String> names = new TreeSet<>();
    private boolean whole = true;
    private boolean numeric = true;
    private long most = -1;
    private long firstNegative = -1;

    /** Adds a row's label. */
    public void add(long row, Object label) {
        if (label instanceof Long number) {
            addWhole(row, number);
        } else if (label instanceof Double) {
            whole = false;
        } else {
            addText(row, (String) label);
        }
    }

    private void addText(long row, String text) {
        if (names.size() <= MOST_NAMES) {
            names.add(text);
        }
        if (whole && text.matches("-?\\d{1,18}")) {
            addWhole(row, Long.parseLong(text));
        } else {
            whole = false;
            Double number = numeric ? RowReader.number(text) : null;
            numeric = number != null && Float.isFinite(number.floatValue());
        }
    }

    private void addWhole(long row, long number) {
        most = Math.max(most, number);
        if (number < 0 && firstNegative < 0) {
            firstNegative = row;
        }
    }

    /** Adds the labels of another block. The summary of several blocks has no row numbers. */
    public void add(LabelSummary other) {
        names.addAll(other.names);
        whole &= other.whole;
        numeric &= other.numeric;
        most = Math.max(most, other.most);
    }

    /** The distinct names, at most {@link #MOST_NAMES} + 1 from each block. */
    public Set<String> names() {
        return names;
    }

    /** Whether all labels are whole numbers. */
    public boolean whole() {
        return whole;
    }

    /** Whether all labels are numbers. */
    public boolean numeric() {
        return numeric;
    }

    /** The largest whole number; -1 if none is 0 or more. */
    public long most() {
        return most;
    }

    /** The first row of the block with a negative whole number, or -1. */
    public long firstNegative() {
        return firstNegative;
    }

    Config asConfig() {
        return Config.of(
                "names", List.copyOf(names),
                "whole", whole,
                "numeric", numeric,
                "most", most,
                "first_negative", firstNegative);
    }

    static LabelSummary from(Config config) {
        LabelSummary summary = new LabelSummary();
        config.list("names").forEach(name -> summary.names.add((String) name));
        summary.whole = config.flag("whole");
        summary.numeric = config.flag("numeric");
        summary.most = config.longInteger("most");
        summary.firstNegative = config.longInteger("first_negative");
        return summary;
    }
}
