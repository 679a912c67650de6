package io.kindling.driver.internal.spark;

import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.TrainingState;
import org.apache.spark.SparkContext;

/** A strategy in a session of the user's, with {@link RunGauges} of its steps until it is closed. */
final class GaugedStrategy implements Strategy {
    private final SparkContext spark;
    private final Strategy strategy;
    private final ShardJobs jobs = new ShardJobs();
    private final RunGauges gauges = new RunGauges(jobs::shardsByExecutor);

    GaugedStrategy(SparkContext spark, Strategy strategy) {
        this.spark = spark;
        this.strategy = strategy;
        jobs.listenTo(spark);
        gauges.register();
    }

    @Override
    public StrategyKind kind() {
        return strategy.kind();
    }

    @Override
    public long stepsPerEpoch() {
        return strategy.stepsPerEpoch();
    }

    @Override
    public StepResult step(TrainingState state) {
        StepResult result = strategy.step(state);
        gauges.stepDone(result);
        return result;
    }

    @Override
    public void checkpointed() {
        gauges.checkpointed();
    }

    @Override
    public void synchronize(TrainingState state) {
        strategy.synchronize(state);
    }

    @Override
    public void replaced(TrainingState state) {
        strategy.replaced(state);
    }

    @Override
    public void whenCurrent(TrainingState state, Runnable reader) {
        strategy.whenCurrent(state, reader);
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        return strategy.evaluate(state);
    }

    @Override
    public String waitingFor() {
        return strategy.waitingFor();
    }

    @Override
    public void abort(RuntimeException failure) {
        strategy.abort(failure);
    }

    @Override
    public void releaseWorkers() {
        strategy.releaseWorkers();
    }

    @Override
    public void close() {
        try {
            strategy.close();
        } finally {
            gauges.close();
            spark.removeSparkListener(jobs);
        }
    }
}
