package io.kindling.driver.table;

import io.kindling.data.FeatureLayout;
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
 * @param inputs the named inputs that the features must have; none if they are not to be checked
 * @param nulls what becomes of a null among the features
 * @param leavesOut whether invalid rows are left out
 */
record TableRules(
        RowLayout layout,
        @Nullable Labels known,
        List<Integer> widths,
        FeatureLayout inputs,
        NullFeatures nulls,
        boolean leavesOut)
        implements Serializable {
    /**
     * What becomes of rows that lack values or are invalid.
     *
     * @param means what takes the place of nulls, if that is known
     */
    record Tolerance(Nulls nulls, List<Double> means, BadRecords badRecords) {
        static final Tolerance NONE = new Tolerance(Nulls.FAIL, List.of(), BadRecords.FAIL);

        private NullFeatures rule() {
            return switch (nulls) {
                case FAIL -> NullFeatures.REJECTED;
                case DROP -> NullFeatures.LEFT_OUT;
                case ZERO -> NullFeatures.ZERO;
                case MEAN -> NullFeatures.MARKED;
            };
        }

        boolean leavesOut() {
            return nulls == Nulls.DROP || badRecords.leavesOut();
        }
    }

    TableRules {
        widths = List.copyOf(widths);
    }

    static TableRules of(RowLayout layout, RowSchema.Expected expected, Tolerance tolerance) {
        return new TableRules(
                layout, expected.labels(), List.of(), expected.inputs(), tolerance.rule(), tolerance.leavesOut());
    }

    /** Every row must be valid, and as wide as the first one. */
    static TableRules strict(RowLayout layout) {
        return new TableRules(layout, null, List.of(), FeatureLayout.NONE, NullFeatures.REJECTED, false);
    }

    TableRules with(NullFeatures changed) {
        return new TableRules(layout, known, widths, inputs, changed, leavesOut);
    }

    TableRules with(List<Integer> changed) {
        return new TableRules(layout, known, changed, inputs, nulls, leavesOut);
    }

    /** Returns the same rules for the same columns at other positions. */
    TableRules at(RowLayout changed) {
        return new TableRules(changed, known, widths, inputs, nulls, leavesOut);
    }

    /** Returns the same rules for other columns, which are no features. */
    TableRules with(RowLayout changed) {
        return new TableRules(changed, known, List.of(), FeatureLayout.NONE, nulls, leavesOut);
    }
}
