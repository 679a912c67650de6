package io.kindling.driver.internal.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.program.RunSettings;
import io.kindling.worker.internal.ApplyClassWeights;
import io.kindling.worker.internal.BroadcastRows;
import io.kindling.worker.internal.LoadRows;
import io.kindling.worker.internal.MakeBatches;
import io.kindling.worker.internal.RowSupply;
import io.kindling.worker.internal.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Places rows on executors: one partition for each shard, with the shard's rows in order. */
final class RowPlacement {
    private final JavaSparkContext spark;
    private final RunSettings settings;

    RowPlacement(JavaSparkContext spark, RunSettings settings) {
        this.spark = spark;
        this.settings = settings;
    }

    /** The partitioning of a source's rows over shards. */
    RowPartitioner partitioner(RowSource source) {
        return new RowPartitioner(source.count(), settings.batchSize(), settings.shards());
    }

    /** Each shard's batches of training rows. */
    JavaRDD<ShardBatches> training(RowSource source) {
        RowPartitioner partitioner = partitioner(source);
        return place(source, partitioner)
                .mapPartitionsWithIndex(new MakeBatches(partitioner, settings.shuffle(), settings.seed()), true);
    }

    /** Validation rows, in one part for each shard. */
    JavaRDD<Examples> validation(RowSource source) {
        return place(source, partitioner(source));
    }

    /** @param partitioner the partitioning of the source's rows over shards */
    private JavaRDD<Examples> place(RowSource source, RowPartitioner partitioner) {
        if (source instanceof RowSource.Weighted weighted) {
            return place(weighted.rows(), partitioner).map(new ApplyClassWeights(weighted.weights()));
        }
        if (source instanceof RowSource.Query query) {
            return query.rows().apply(partitioner);
        }
        return spark.parallelize(
                        IntStream.range(0, partitioner.shards()).boxed().toList(), partitioner.shards())
                .map(new LoadRows(supply(source, partitioner)));
    }

    private RowSupply supply(RowSource source, RowPartitioner partitioner) {
        if (source instanceof RowSource.Files files) {
            return files.areReadBy(SparkMaster.of(spark.master()))
                    ? files.supply().apply(partitioner)
                    : broadcast(files.read().get(), partitioner);
        }
        return broadcast(((RowSource.Memory) source).rows(), partitioner);
    }

    /** Rows in the driver's memory, with one broadcast for each shard. */
    private RowSupply broadcast(Examples rows, RowPartitioner partitioner) {
        List<Broadcast<byte[]>> shards = new ArrayList<>();
        for (int shard = 0; shard < partitioner.shards(); shard++) {
            shards.add(spark.broadcast(Wire.bytes(rows.read(partitioner.rows(shard)))));
        }
        return new BroadcastRows(List.copyOf(shards));
    }
}
