package io.kindling.driver.table;

import io.kindling.driver.table.internal.RowReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts the values of a label column to class numbers, or to numbers to predict. */
final class LabelIndexer {
    private final Labels labels;
    private final Map<String, Integer> numbers = new HashMap<>();

    LabelIndexer(Labels labels) {
        this.labels = labels;
        if (labels instanceof Labels.Names names) {
            List<String> all = names.names();
            for (int i = 0; i < all.size(); i++) {
                numbers.put(all.get(i), i);
            }
        }
    }

    /** Returns the class number, or the number to predict; null if the value is not a valid label. */
    @Nullable
    Number of(Object value) {
        if (labels instanceof Labels.Names) {
            return numbers.get(value.toString());
        }
        Double number = value instanceof Number given ? (Double) given.doubleValue() : RowReader.number((String) value);
        if (number == null || labels instanceof Labels.Targets) {
            return number == null || !Float.isFinite(number.floatValue()) ? null : number;
        }
        int whole = number.intValue();
        return whole == number && whole >= 0 && whole < labels.classes() ? whole : null;
    }
}
