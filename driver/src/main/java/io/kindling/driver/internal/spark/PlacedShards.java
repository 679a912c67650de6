package io.kindling.driver.internal.spark;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.kindling.driver.internal.spark.ExecutorPlacement.Placement;
import io.kindling.worker.internal.MakeResident;
import io.kindling.worker.internal.Resident;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The rows of all shards in the memory of the executors that compute them.
 *
 * @param <T> the rows of a shard
 */
final class PlacedShards<T> implements AutoCloseable {
    private final RDD<Resident<T>> rows;
    private final BlockManagerMaster blocks;
    private final ExecutorPlacement placement;
    private final BlockId[] ids;
    /** The shards of each task of the last job. */
    private volatile List<ShardRange> tasks = List.of();

    /** The placement that all rows are known to follow. */
    private @Nullable Placement settled;

    /** @param shards one partition for each shard, with one element */
    PlacedShards(JavaRDD<T> shards, ExecutorPlacement placement) {
        // Not on disk: rows that are read from a disk in each step would stall every step.
        this.rows = shards.map(new MakeResident<>())
                .persist(StorageLevel.MEMORY_ONLY())
                .rdd();
        this.blocks = rows.sparkContext().env().blockManager().master();
        this.placement = placement;
        this.ids = IntStream.range(0, rows.getNumPartitions())
                .mapToObj(shard -> new RDDBlockId(rows.id(), shard))
                .toArray(BlockId[]::new);
    }

    /** Runs a job with a task for each executor slot, and returns what the tasks return, in the order of shards. */
    List<byte[]> run(FlatMapFunction<Iterator<Resident<T>>, byte[]> task) {
        Placement now = placement.now();
        settle(now);
        tasks = now.tasks();
        RDD<Resident<T>> byTask =
                rows.coalesce(now.tasks().size(), false, Option.apply(new ShardRangeCoalescer(now.tasks())), null);
        return JavaRDD.fromRDD(byTask, rows.elementClassTag())
                .mapPartitions(task)
                .collect();
    }

    /** The shards of each task of the last job, for messages of another thread. */
    List<ShardRange> tasks() {
        return tasks;
    }

    /** Frees rows that another executor than theirs holds: theirs would read them from there in each step. */
    private void settle(Placement now) {
        if (now.equals(settled)) {
            return;
        }
        boolean isSettled = true;
        for (int shard = 0; shard < ids.length; shard++) {
            String owner = now.assignment().memberOf(shard);
            List<String> holders = asJava(blocks.getLocations(ids[shard])).stream()
                    .map(each -> each.executorId())
                    .toList();
            isSettled &= holders.equals(List.of(owner));
            if (!holders.isEmpty() && !holders.contains(owner)) {
                blocks.removeBlock(ids[shard]);
            }
        }
        settled = isSettled ? now : null;
    }

    @Override
    public void close() {
        rows.unpersist(false);
    }
}
