package io.kindling.driver.table;

import io.kindling.driver.table.internal.NullFeatures;
import io.kindling.driver.table.internal.RowLayout;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a valid row is. All passes over a table apply the same rules.
 *
 * @param layout the columns
 * @param known the required meaning of the labels; null to infer it from the labels
 * @param widths the number of features from each column; empty if that of the first row counts
 * @param nulls what becomes of a null among the features
 * @param leavesOut whether invalid rows are left out
 */
record TableRules(RowLayout layout, @Nullable Labels known, List<Integer> widths, NullFeatures nulls, boolean leavesOut)
        implements Serializable {
    TableRules {
        widths = List.copyOf(widths);
    }

    /** Every row must be valid, and as wide as the first one. */
    static TableRules strict(RowLayout layout) {
        return new TableRules(layout, null, List.of(), NullFeatures.REJECTED, false);
    }

    TableRules with(NullFeatures changed) {
        return new TableRules(layout, known, widths, changed, leavesOut);
    }

    TableRules with(List<Integer> changed) {
        return new TableRules(layout, known, changed, nulls, leavesOut);
    }

    /** Returns the same rules for the same columns at other positions. */
    TableRules at(RowLayout changed) {
        return new TableRules(changed, known, widths, nulls, leavesOut);
    }

    TableRules with(RowLayout changed) {
        return new TableRules(changed, known, List.of(), nulls, leavesOut);
    }
}
