package io.kindling.worker;

import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import org.apache.spark.api.java.function.Function;

/** Makes a shard's batches from its number; run once an executor, and again where the rows were lost. */
public final class LoadShard implements Function<Integer, ShardBatches> {
    private static final long serialVersionUID = 1L;

    private final RowSupply supply;
    private final RowOwnership ownership;
    private final String shuffle;
    private final long seed;

    public LoadShard(RowSupply supply, RowOwnership ownership, Shuffle shuffle, long seed) {
        this.supply = supply;
        this.ownership = ownership;
        this.shuffle = shuffle.toString();
        this.seed = seed;
    }

    @Override
    public ShardBatches call(Integer shard) {
        return new ShardBatches(supply.rows(shard), ownership, shard, Shuffle.parse(shuffle), seed);
    }
}
