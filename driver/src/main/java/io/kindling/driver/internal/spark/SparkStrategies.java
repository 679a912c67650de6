package io.kindling.driver.internal.spark;

import io.kindling.data.RowPartitioner;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.internal.collective.PipelinedStrategy;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;

/** Creates the strategies that compute on executors. */
public final class SparkStrategies {
    /** How long jobs may wait without an executor. */
    private static final String EXECUTOR_TIMEOUT = "spark.kindling.executor-timeout";

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
        SparkMaster master = SparkMaster.of(spark.master());
        boolean isElastic = spark.getConf().getBoolean(StrategyChoice.DYNAMIC_ALLOCATION, false);
        boolean allReduces = StrategyChoice.of(strategy, master, isElastic).kind() == StrategyKind.ALLREDUCE;
        if (allReduces && master.isThisProcess()) {
            InProcessRows rows = new InProcessRows(spark, settings);
            return PipelinedStrategy.of(
                    program, rows.training(training), rows.validation(validation), new BarrierStage(spark, program));
        }
        RowPlacement rows = new RowPlacement(spark, settings);
        if (allReduces) {
            RowPartitioner partitioner = rows.partitioner(training);
            RankJob job =
                    new RankJob(spark, program, partitioner, rows.training(training), rows.validation(validation));
            return new PipelinedStrategy(program, partitioner.batchesPerEpoch(), new ExecutorWorkers(job));
        }
        return new BroadcastStrategy(
                spark, program, rows.partitioner(training), rows.training(training), rows.validation(validation));
    }

    /**
     * Creates a strategy on a session of the user's, which nothing else watches.
     *
     * @see #of
     */
    public static Strategy watched(
            JavaSparkContext spark,
            StrategyKind kind,
            BuiltProgram program,
            RunSettings settings,
            RowSource training,
            RowSource validation) {
        Strategy strategy = of(spark, kind, program, settings, training, validation);
        if (strategy instanceof BroadcastStrategy onExecutors
                && !SparkMaster.of(spark.master()).isThisProcess()) {
            onExecutors.requireExecutors(Duration.ofSeconds(
                    spark.getConf().getTimeAsSeconds(EXECUTOR_TIMEOUT, ExecutorWatch.DEFAULT_LIMIT.toSeconds() + "s")));
        }
        return strategy;
    }
}
