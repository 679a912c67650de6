package io.kindling.driver.internal.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.internal.collective.PipelinedStrategy;
import io.kindling.worker.internal.JvmExchange;
import io.kindling.worker.internal.MakeBatches;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Creates the strategies that compute on executors. */
public final class SparkStrategies {
    private SparkStrategies() {}

    /**
     * Places rows on executors and creates the strategy that computes with them.
     *
     * @param validation rows to evaluate, possibly none
     */
    public static Strategy of(
            JavaSparkContext spark,
            StrategyKind strategy,
            BuiltProgram program,
            RunSettings settings,
            RowSource training,
            RowSource validation) {
        RowPlacement placement = new RowPlacement(spark);
        RowPartitioner partitioner = partitioner(training, settings);
        JavaRDD<ShardBatches> shards = placement
                .place(training, partitioner)
                .mapPartitionsWithIndex(new MakeBatches(partitioner, settings.shuffle(), settings.seed()), true);
        JavaRDD<Examples> evaluated = placement.place(validation, partitioner(validation, settings));
        if (StrategyChoice.of(strategy, SparkMaster.of(spark.master())).kind() == StrategyKind.ALLREDUCE) {
            return new PipelinedStrategy(
                    program,
                    collectByReference(spark, shards, ShardBatches.class, "training rows"),
                    collectByReference(spark, evaluated, Examples.class, "validation rows"),
                    new BarrierStage(spark, program));
        }
        return new BroadcastStrategy(spark, program, partitioner, shards, evaluated);
    }

    /** The only element of each partition, as the object that its task created in this process. */
    private static <T> List<T> collectByReference(JavaSparkContext spark, JavaRDD<T> rows, Class<T> type, String what) {
        String name = what + " " + UUID.randomUUID();
        spark.setJobDescription("reading " + what);
        try (JvmExchange<T> exchange = JvmExchange.open(name, type)) {
            return exchange.values(Math.toIntExact(rows.map(exchange.put()).count()));
        }
    }

    private static RowPartitioner partitioner(RowSource rows, RunSettings settings) {
        return new RowPartitioner(rows.count(), settings.batchSize(), settings.shards());
    }
}
