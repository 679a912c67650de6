package io.kindling.driver.internal.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/** Makes one partition of each range of shards, preferably on its executor. */
final class ShardRangeCoalescer implements PartitionCoalescer, Serializable {
    private static final long serialVersionUID = 1L;

    private final List<ShardRange> ranges;

    ShardRangeCoalescer(List<ShardRange> ranges) {
        this.ranges = ranges;
    }

    @Override
    public PartitionGroup[] coalesce(int count, RDD<?> shards) {
        return ranges.stream().map(range -> group(range, shards.partitions())).toArray(PartitionGroup[]::new);
    }

    private static PartitionGroup group(ShardRange range, Partition[] shards) {
        PartitionGroup group =
                new PartitionGroup(range.location().isEmpty() ? Option.empty() : Option.apply(range.location()));
        for (int shard = range.from(); shard < range.to(); shard++) {
            group.partitions().append(shards[shard]);
        }
        return group;
    }
}
