package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.io.internal.Json;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The number of each row of a table in its order.
 *
 * @param firstIds the number of each block's first row
 * @param count the number of rows
 */
record Numbering(Map<Block.At, Long> firstIds, long count) {
    private static final String FILE = "file";
    private static final String START = "start";
    private static final String ROWS = "rows";

    /** Counts the rows of a table, reading nothing else where the format allows that. */
    static Numbering of(Selection selection) {
        Selection places = selection.placesOnly();
        Map<Block.At, Long> counts = new TreeMap<>();
        for (String counted : TableScan.rows(places)
                .mapPartitions(new CountBlocks(places.layout()))
                .collect()) {
            Config block = Json.parse(counted);
            counts.put(new Block.At(block.string(FILE), block.longInteger(START)), block.longInteger(ROWS));
        }
        Map<Block.At, Long> firstIds = new LinkedHashMap<>();
        long rows = 0;
        for (Map.Entry<Block.At, Long> block : counts.entrySet()) {
            firstIds.put(block.getKey(), rows);
            rows += block.getValue();
        }
        return new Numbering(firstIds, rows);
    }

    /** Counts the rows of each block of a partition. The result is the blocks, each as JSON. */
    private static final class CountBlocks implements FlatMapFunction<Iterator<InternalRow>, String> {
        private static final long serialVersionUID = 1L;

        private final RowLayout layout;

        CountBlocks(RowLayout layout) {
            this.layout = layout;
        }

        @Override
        public Iterator<String> call(Iterator<InternalRow> partition) {
            Map<Block.At, Long> counts = new LinkedHashMap<>();
            BlockRows rows = new BlockRows(partition, layout);
            long count = 0;
            while (rows.hasNext()) {
                Block.At before = rows.block();
                rows.next();
                if (rows.row() == 0 && count > 0) {
                    counts.put(before, count);
                    count = 0;
                }
                count++;
            }
            if (count > 0) {
                counts.put(rows.block(), count);
            }
            return counts.entrySet().stream()
                    .map(block -> Json.compact(Config.of(
                            FILE, block.getKey().file(), START, block.getKey().start(), ROWS, block.getValue())))
                    .iterator();
        }
    }
}
