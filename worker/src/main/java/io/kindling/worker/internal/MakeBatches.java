package io.kindling.worker.internal;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/** Makes batches from a shard's rows. The partition's number is the shard. */
public final class MakeBatches implements Function<Examples, ShardBatches> {
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
    public ShardBatches call(Examples rows) {
        return new ShardBatches(rows, partitioner, TaskContext.getPartitionId(), Shuffle.parse(shuffle), seed);
    }
}
