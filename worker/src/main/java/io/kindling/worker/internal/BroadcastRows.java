package io.kindling.worker.internal;

import io.kindling.data.Examples;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rows from the driver's memory, one broadcast for each shard, as the bytes of {@link Wire}: an executor fetches only those of
 * the shards it computes.
 */
public record BroadcastRows(List<Broadcast<byte[]>> shards) implements RowSupply {
    @Override
    public Examples rows(int shard) {
        return Wire.read(shards.get(shard).value(), Examples.class);
    }
}
