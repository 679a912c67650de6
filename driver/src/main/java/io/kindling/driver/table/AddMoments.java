package io.kindling.driver.table;

import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.nn.internal.FeatureMoments;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Adds up the features of those rows of a partition that are in a range. The result is {@link FeatureMoments} as bytes. */
final class AddMoments implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
    private static final long serialVersionUID = 1L;

    private final TableRules rules;
    private final PlacedRange range;
    private final int width;

    AddMoments(TableRules rules, PlacedRange range, int width) {
        this.rules = rules;
        this.range = range;
        this.width = width;
    }

    @Override
    public Iterator<byte[]> call(Iterator<InternalRow> partition) {
        FeatureMoments moments = new FeatureMoments(width);
        RangeRows rows = new RangeRows(partition, rules, range);
        while (rows.next()) {
            moments.addPresent(rows.reader().features());
        }
        return List.of(moments.bytes()).iterator();
    }
}
