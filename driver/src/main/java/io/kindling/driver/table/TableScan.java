package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.CsvLines;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.io.internal.Json;
import io.kindling.nn.internal.FeatureMoments;
import io.kindling.tensor.Shape;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The Spark jobs that read a table once. */
final class TableScan {
    private TableScan() {}

    /** Returns the table's blocks, in the order of their rows. */
    static List<Block> of(Selection selection, TableRules rules) {
        return rows(selection).mapPartitions(new ScanBlocks(rules)).collect().stream()
                .map(Json::parse)
                .map(Block::from)
                .sorted(Comparator.comparing(Block::at))
                .toList();
    }

    /**
     * Returns how many features each column has in most rows, of those rows that fit; on a tie, in the first of them by these
     * numbers. Empty if there are none.
     *
     * @param expected the shape of a row, if it is known
     */
    static List<Integer> widths(Selection selection, TableRules rules, Optional<Shape> expected) {
        Map<List<Integer>, Long> counts = new HashMap<>();
        rows(selection).mapPartitions(new CountWidths(rules)).collect().forEach(json -> {
            Config counted = Json.parse(json);
            counts.merge(counted.integers("widths"), counted.longInteger("rows"), Long::sum);
        });
        return counts.entrySet().stream()
                .filter(entry -> expected.isEmpty()
                        || entry.getKey().stream().mapToInt(Integer::intValue).sum()
                                == expected.get().size())
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(List::toString)))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(List.of());
    }

    /** Returns the exact moments of the features of a range of rows. NaN marks a missing value, which does not count. */
    static FeatureMoments moments(Selection selection, TableRules rules, PlacedRange range, int width) {
        FeatureMoments all = new FeatureMoments(width);
        rows(selection)
                .mapPartitions(new AddMoments(rules, range, width))
                .collect()
                .forEach(part -> all.add(FeatureMoments.of(part)));
        return all;
    }

    /** Returns Spark SQL's internal rows, whose numbers are not boxed. */
    static JavaRDD<InternalRow> rows(Selection selection) {
        @Nullable CsvLines lines = selection.lines();
        return lines == null ? selection.rows().queryExecution().toRdd().toJavaRDD() : lines.rows(selection.layout());
    }
}
