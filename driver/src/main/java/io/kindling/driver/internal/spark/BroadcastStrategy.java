package io.kindling.driver.internal.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.io.internal.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.PhaseCall;
import io.kindling.program.StrategyKind;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.DriverReduceStrategy;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.worker.internal.Outcome;
import io.kindling.worker.internal.RunEvaluation;
import io.kindling.worker.internal.RunPhase;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs each phase of each step as a Spark job: the driver broadcasts the weights, one task for each shard computes, and the
 * driver reduces the results and applies the update. Executors may be lost or added at any time.
 */
public final class BroadcastStrategy extends DriverReduceStrategy {
    private final JavaSparkContext spark;
    private final JavaRDD<ShardBatches> training;
    private final JavaRDD<Examples> validation;
    private final String programJson;

    /**
     * @param program the driver's own build of the program
     * @param partitioner the row partitioning of the training rows over shards
     * @param training one partition for each shard
     * @param validation rows to evaluate
     */
    public BroadcastStrategy(
            JavaSparkContext spark,
            BuiltProgram program,
            RowPartitioner partitioner,
            JavaRDD<ShardBatches> training,
            JavaRDD<Examples> validation) {
        super(program, partitioner);
        this.spark = spark;
        this.training = training;
        this.validation = validation;
        this.programJson = Json.compact(program.spec().asConfig());
    }

    @Override
    public StrategyKind kind() {
        return StrategyKind.BROADCAST;
    }

    @Override
    protected List<ShardResult> run(PhaseCall call, List<float[]> weights) {
        String phase = program().phases().get(call.phase()).name();
        describe(ShardJobs.TRAINING, "epoch " + (call.epoch() + 1) + ", step " + call.step() + ", phase " + phase);
        return withWeights(
                weights,
                broadcast -> Outcome.all(
                        training.map(new RunPhase(programJson, call, broadcast)).collect()));
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        describe(ShardJobs.EVALUATION, "evaluation at epoch " + (state.epoch() + 1) + ", step " + state.step());
        return PartialEvaluation.total(
                program(),
                withWeights(
                        state.weights(),
                        broadcast -> Outcome.all(validation
                                .map(new RunEvaluation(programJson, Replica.EVALUATION_BATCH, broadcast))
                                .collect())));
    }

    private <T> T withWeights(List<float[]> weights, Function<Broadcast<float[][]>, T> job) {
        Broadcast<float[][]> broadcast = spark.broadcast(weights.toArray(float[][]::new));
        try {
            return job.apply(broadcast);
        } finally {
            broadcast.destroy();
        }
    }

    private void describe(String kind, String what) {
        spark.setLocalProperty(ShardJobs.PROPERTY, kind);
        spark.setJobDescription(program().spec().className() + ": " + what);
    }

    @Override
    public void close() {
        // Blocks, because unpersist requests still running when the session is stopped would log errors.
        training.unpersist(true);
        validation.unpersist(true);
    }
}
