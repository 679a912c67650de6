package io.kindling.driver.table.internal;

import org.apache.spark.Partitioner;

/** Assigns each shard a partition of its own; the key is the shard number. */
public final class ByShard extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int shards;

    public ByShard(int shards) {
        this.shards = shards;
    }

    @Override
    public int numPartitions() {
        return shards;
    }

    @Override
    public int getPartition(Object key) {
        return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByShard byShard && byShard.shards == shards;
    }

    @Override
    public int hashCode() {
        return shards;
    }
}
