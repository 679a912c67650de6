package io.kindling.driver.table;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.worker.internal.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Joins the pieces of a shard's rows, in table order. The partition number is the shard number. */
final class GatherShard implements Function2<Integer, Iterator<Tuple2<Integer, byte[]>>, Iterator<Examples>> {
    private static final long serialVersionUID = 1L;

    private final RowSchema schema;
    private final long from;
    private final RowPartitioner partitioner;

    GatherShard(RowSchema schema, long from, RowPartitioner partitioner) {
        this.schema = schema;
        this.from = from;
        this.partitioner = partitioner;
    }

    @Override
    public Iterator<Examples> call(Integer shard, Iterator<Tuple2<Integer, byte[]>> pieces) {
        List<Examples> parts = new ArrayList<>();
        parts.add(new ShardRows(schema).take());
        pieces.forEachRemaining(piece -> parts.add(Wire.read(piece._2(), Examples.class)));
        Examples all = joined(parts);
        return List.of(all.select(order(all.rowIds(), partitioner.rows(shard)))).iterator();
    }

    /** Returns the index of each of the shard's rows among the received ones. */
    private int[] order(long[] ids, long[] owned) {
        int[] order = new int[owned.length];
        if (ids.length != owned.length) {
            throw new DataException("Cannot place rows: a shard received " + ids.length + " of its " + owned.length
                    + ". The table was changed after it was checked.");
        }
        for (int i = 0; i < ids.length; i++) {
            order[Arrays.binarySearch(owned, ids[i] - from)] = i;
        }
        return order;
    }

    private static Examples joined(List<Examples> parts) {
        return Examples.wrap(
                Column.concat(parts.stream().map(Examples::features).toList()),
                joined(parts, Examples::labels),
                joined(parts, Examples::weights),
                parts.stream()
                        .flatMapToLong(part -> Arrays.stream(part.rowIds()))
                        .toArray());
    }

    private static @Nullable Column joined(List<Examples> parts, Function<Examples, Optional<Column>> column) {
        List<Column> columns =
                parts.stream().map(column).flatMap(Optional::stream).toList();
        return columns.isEmpty() ? null : Column.concat(columns);
    }
}
