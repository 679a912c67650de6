package io.kindling.worker.internal;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;

/** Makes batches from a shard's rows, the only element of its partition. The partition's number is the shard. */
public final class MakeBatches implements Function2<Integer, Iterator<Examples>, Iterator<ShardBatches>> {
    private static final long serialVersionUID = 1L;

    private final RowPartitioner partitioner;
    private final String shuffle;
    private final long seed;

    public MakeBatches(RowPartitioner partitioner, Shuffle shuffle, long seed) {
        this.partitioner = partitioner;
        this.shuffle = shuffle.toString();
        this.seed = seed;
    }

    @Override
    public Iterator<ShardBatches> call(Integer shard, Iterator<Examples> rows) {
        return List.of(new ShardBatches(rows.next(), partitioner, shard, Shuffle.parse(shuffle), seed))
                .iterator();
    }
}
