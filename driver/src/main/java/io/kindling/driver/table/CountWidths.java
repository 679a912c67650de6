package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.io.internal.Json;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts the rows of a partition by how many features each column has. The result is each such list of numbers and its count,
 * as JSON.
 */
final class CountWidths implements FlatMapFunction<Iterator<InternalRow>, String> {
    private static final long serialVersionUID = 1L;
    /** More different lengths than these are no features. */
    private static final int MOST = 1000;

    private final TableRules rules;

    CountWidths(TableRules rules) {
        this.rules = rules;
    }

    @Override
    public Iterator<String> call(Iterator<InternalRow> rows) {
        Map<List<Integer>, Long> counts = new HashMap<>();
        RowCheck check = new RowCheck(rules);
        while (rows.hasNext()) {
            check.forgetWidths();
            if (check.read(rows.next()) == null) {
                List<Integer> widths =
                        Arrays.stream(check.reader().widths()).boxed().toList();
                if (counts.size() < MOST || counts.containsKey(widths)) {
                    counts.merge(widths, 1L, Long::sum);
                }
            }
        }
        return counts.entrySet().stream()
                .map(entry -> Json.compact(Config.of("widths", entry.getKey(), "rows", entry.getValue())))
                .iterator();
    }
}
