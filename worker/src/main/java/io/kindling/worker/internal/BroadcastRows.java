package io.kindling.worker.internal;

import io.kindling.data.Examples;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** Rows from the driver's memory, one broadcast for each shard: an executor fetches only those of the shards it computes. */
public record BroadcastRows(List<Broadcast<Examples>> shards) implements RowSupply {
    @Override
    public Examples rows(int shard) {
        return shards.get(shard).value();
    }
}
