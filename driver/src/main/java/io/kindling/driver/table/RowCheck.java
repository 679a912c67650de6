package io.kindling.driver.table;

import io.kindling.data.FeatureLayout;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowReader;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Reads rows one by one and applies a table's rules to each. */
final class RowCheck {
    private final TableRules rules;
    private final RowReader reader;
    private final @Nullable LabelIndexer indexer;
    private int @Nullable [] widths;

    RowCheck(TableRules rules) {
        this.rules = rules;
        this.reader = new RowReader(rules.layout(), rules.nulls());
        this.indexer = rules.known() == null ? null : new LabelIndexer(rules.known());
        forgetWidths();
    }

    /** The last row; aliased. */
    RowReader reader() {
        return reader;
    }

    /** Lets the next valid row decide how many features each column has, unless that is a rule. */
    void forgetWidths() {
        widths = rules.widths().isEmpty()
                ? null
                : rules.widths().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Reads a row. Returns its error, or null if it is valid. */
    @Nullable
    RowError read(InternalRow row) {
        RowError flaw = reader.read(row);
        if (flaw == null) {
            flaw = otherWidth(reader.widths());
        }
        if (flaw == null && !rules.inputs().features().isEmpty()) {
            flaw = otherInput(reader.widths());
        }
        Object label = reader.label();
        if (flaw == null && label != null && indexer != null && indexer.of(label) == null) {
            flaw = unseen(label);
        }
        if (flaw == null && widths == null) {
            widths = reader.widths().clone();
        }
        return flaw;
    }

    private @Nullable RowError otherWidth(int[] found) {
        if (widths == null) {
            return null;
        }
        int column = Arrays.mismatch(widths, found);
        if (column < 0) {
            return null;
        }
        String name = rules.layout().features().get(column).name();
        return new RowError(
                "feature '" + name + "'",
                found[column] + " numbers ("
                        + (rules.widths().isEmpty() ? "earlier rows have " : "most rows have ")
                        + widths[column] + ")",
                name);
    }

    private @Nullable RowError otherInput(int[] found) {
        int column = 0;
        for (int i = 0; i < rules.inputs().features().size(); i++) {
            FeatureLayout.Feature expected = rules.inputs().features().get(i);
            int end = column + rules.layout().inputs().get(i).columns();
            long width = 0;
            while (column < end) {
                width += found[column++];
            }
            if (width != expected.shape().size()) {
                return new RowError(
                        "input '" + expected.name() + "'",
                        width + " numbers (expected " + RowSchema.numbers(expected.shape()) + ")",
                        rules.layout().features().get(end - 1).name());
            }
        }
        return null;
    }

    private RowError unseen(Object label) {
        String shown = label instanceof String text ? RowReader.quoted(text) : label.toString();
        String name = Objects.requireNonNull(rules.layout().label()).name();
        return new RowError("label '" + name + "'", shown + " (" + rules.known() + ")", name);
    }
}
