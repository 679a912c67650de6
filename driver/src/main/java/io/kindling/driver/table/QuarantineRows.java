package io.kindling.driver.table;

import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.RowError;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Describes the bad records of a partition: where each is, what is wrong with it, and what it holds. */
final class QuarantineRows implements FlatMapFunction<Iterator<InternalRow>, Row> {
    private static final long serialVersionUID = 1L;

    /** The file, the number of the row in it, the column, the reason, and the record as text. */
    static final StructType SCHEMA = new StructType()
            .add("file", DataTypes.StringType, false)
            .add("row", DataTypes.LongType, false)
            .add("column", DataTypes.StringType, true)
            .add("reason", DataTypes.StringType, false)
            .add("record", DataTypes.StringType, true);

    private final TableRules rules;
    private final HashMap<Block.At, Long> firstInFiles;

    /** @param firstInFiles the number of each block's first row in its file */
    QuarantineRows(TableRules rules, Map<Block.At, Long> firstInFiles) {
        this.rules = rules;
        this.firstInFiles = new HashMap<>(firstInFiles);
    }

    @Override
    public Iterator<Row> call(Iterator<InternalRow> partition) {
        BlockRows rows = new BlockRows(partition, rules.layout());
        RowCheck check = new RowCheck(rules);
        Iterable<InternalRow> all = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public InternalRow next() {
                return rows.next();
            }
        };
        return StreamSupport.stream(all.spliterator(), false)
                .flatMap(row -> {
                    RowError flaw = check.read(row);
                    return flaw == null || check.reader().lacksValue()
                            ? Stream.empty()
                            : Stream.of(described(flaw, row, rows));
                })
                .iterator();
    }

    private Row described(RowError flaw, InternalRow row, BlockRows rows) {
        int record = rules.layout().columns();
        @Nullable String text = row.isNullAt(record) ? null : row.getString(record);
        long first = Objects.requireNonNull(firstInFiles.get(rows.block()));
        return RowFactory.create(
                rows.block().path(), first + rows.row(), flaw.column(), flaw.what() + ": " + flaw.found(), text);
    }
}
