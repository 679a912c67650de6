package io.kindling.driver.table;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.worker.internal.HeapLimit;
import io.kindling.worker.internal.Wire;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/** Puts the pieces of a shard's rows in table order. The partition number is the shard number. */
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
        return HeapLimit.within("the rows of shard " + shard, () -> {
            long[] ids = partitioner.rows(shard);
            Arrays.setAll(ids, row -> from + ids[row]);
            GatheredRows rows = new GatheredRows(schema, ids);
            pieces.forEachRemaining(piece -> rows.add(Wire.read(piece._2(), Examples.class)));
            return List.of(rows.take()).iterator();
        });
    }
}
