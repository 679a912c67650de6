package io.kindling.driver.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import io.kindling.data.Split;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Runner;
import io.kindling.program.Strategy;
import io.kindling.worker.BroadcastRows;
import io.kindling.worker.LoadRows;
import io.kindling.worker.LoadShard;
import io.kindling.worker.RowSupply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Starts programs on the executors of a Spark session. */
public final class SparkRunner extends Runner {
    private final JavaSparkContext spark;

    private SparkRunner(JavaSparkContext spark) {
        this.spark = spark;
    }

    public static SparkRunner on(SparkSession session) {
        return new SparkRunner(JavaSparkContext.fromSparkContext(session.sparkContext()));
    }

    @Override
    protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
        RunSettings settings = settings();
        RowOwnership training = ownership(rows.training().count());
        RowOwnership validation = ownership(rows.validation().count());
        return strategy(
                program,
                settings,
                training,
                broadcast(rows.training(), training),
                broadcast(rows.validation(), validation));
    }

    /** The strategy for rows that executors get by themselves. */
    public Strategy strategy(
            BuiltProgram program,
            RunSettings settings,
            RowOwnership ownership,
            RowSupply training,
            RowSupply validation) {
        JavaRDD<ShardBatches> shards = shardNumbers(settings.shards())
                .map(new LoadShard(training, ownership, settings.shuffle(), settings.seed()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<Examples> parts =
                shardNumbers(settings.shards()).map(new LoadRows(validation)).persist(StorageLevel.MEMORY_AND_DISK());
        return new BroadcastStrategy(spark, program, ownership, shards, parts);
    }

    private RowOwnership ownership(long rows) {
        return new RowOwnership(rows, settings().batchSize(), settings().shards());
    }

    private JavaRDD<Integer> shardNumbers(int shards) {
        return spark.parallelize(IntStream.range(0, shards).boxed().toList(), shards);
    }

    /** A supply of rows that executors fetch from the driver's memory, shard by shard. */
    public RowSupply broadcast(Examples rows, RowOwnership ownership) {
        List<Broadcast<Examples>> shards = new ArrayList<>();
        for (int shard = 0; shard < ownership.shards(); shard++) {
            shards.add(spark.broadcast(rows.read(ownership.rows(shard))));
        }
        return new BroadcastRows(List.copyOf(shards));
    }
}
