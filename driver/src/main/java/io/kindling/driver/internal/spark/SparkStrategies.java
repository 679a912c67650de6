package io.kindling.driver.internal.spark;

import io.kindling.data.RowPartitioner;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.internal.collective.PipelinedStrategy;
import java.time.Duration;
import java.util.Optional;
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
        return create(spark, strategy, program, settings, training, validation, Optional.empty());
    }

    /**
     * Creates a strategy on a session of the user's, which nothing else watches. Its gauges are in the metrics system until it is
     * closed.
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
        Duration limit = Duration.ofSeconds(
                spark.getConf().getTimeAsSeconds(EXECUTOR_TIMEOUT, ExecutorWatch.DEFAULT_LIMIT.toSeconds() + "s"));
        boolean isCluster = !SparkMaster.of(spark.master()).isThisProcess();
        Strategy created = create(
                spark,
                kind,
                program,
                settings,
                training,
                validation,
                isCluster ? Optional.of(limit) : Optional.empty());
        return new GaugedStrategy(spark.sc(), created);
    }

    /** @param executorLimit how long jobs may wait without an executor; empty if somebody else watches that */
    private static Strategy create(
            JavaSparkContext spark,
            StrategyKind strategy,
            BuiltProgram program,
            RunSettings settings,
            RowSource training,
            RowSource validation,
            Optional<Duration> executorLimit) {
        SparkMaster master = SparkMaster.of(spark.master());
        boolean isElastic = spark.getConf().getBoolean(StrategyChoice.DYNAMIC_ALLOCATION, false);
        boolean allReduces = StrategyChoice.of(strategy, master, isElastic).kind() == StrategyKind.ALLREDUCE;
        if (allReduces && master.isThisProcess()) {
            InProcessRows rows = new InProcessRows(spark, settings);
            return PipelinedStrategy.of(
                    program, rows.training(training), rows.validation(validation), new BarrierStage(spark, program));
        }
        RowPlacement rows = new RowPlacement(spark, settings);
        RowPartitioner partitioner = rows.partitioner(training);
        // Without steps there is nothing to stay for: an evaluation is one job.
        if (allReduces && partitioner.batchesPerEpoch() > 0) {
            ExecutorWorkers workers = new ExecutorWorkers(
                    new RankJob(spark, program, partitioner, rows.training(training), rows.validation(validation)));
            executorLimit.ifPresent(limit -> workers.requireExecutors(spark.sc(), limit));
            return new PipelinedStrategy(program, partitioner.batchesPerEpoch(), workers);
        }
        BroadcastStrategy broadcast = new BroadcastStrategy(
                spark, program, partitioner, rows.training(training), rows.validation(validation));
        executorLimit.ifPresent(broadcast::requireExecutors);
        return broadcast;
    }
}
