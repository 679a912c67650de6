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
import io.kindling.worker.internal.Wire;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Runs each phase of each step as a Spark job: the driver broadcasts the weights, a task for each executor slot computes a range
 * of shards, and the driver reduces the results and applies the update. Executors may be lost or added at any time.
 */
public final class BroadcastStrategy extends DriverReduceStrategy {
    private final JavaSparkContext spark;
    private final PlacedShards<ShardBatches> training;
    private final PlacedShards<Examples> validation;
    private final String programJson;
    private final LongAccumulator shardsComputed;

    /**
     * @param program the driver's own build of the program
     * @param partitioner the row partitioning of the training rows over shards
     * @param training one partition for each shard
     * @param validation rows to evaluate, one partition for each shard
     */
    public BroadcastStrategy(
            JavaSparkContext spark,
            BuiltProgram program,
            RowPartitioner partitioner,
            JavaRDD<ShardBatches> training,
            JavaRDD<Examples> validation) {
        super(program, partitioner);
        this.spark = spark;
        ExecutorPlacement placement = new ExecutorPlacement(spark, partitioner.shards());
        this.training = new PlacedShards<>(training, placement);
        this.validation = new PlacedShards<>(validation, placement);
        this.programJson = Json.compact(program.spec().asConfig());
        this.shardsComputed = spark.sc().longAccumulator(ShardJobs.SHARDS_COMPUTED);
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
                broadcast -> results(
                        training.run(new RunPhase(programJson, call, broadcast, shardsComputed)), ShardResult.class));
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        describe(ShardJobs.EVALUATION, "evaluation at epoch " + (state.epoch() + 1) + ", step " + state.step());
        return PartialEvaluation.total(
                program(),
                withWeights(
                        state.weights(),
                        broadcast -> results(
                                validation.run(new RunEvaluation(programJson, Replica.EVALUATION_BATCH, broadcast)),
                                PartialEvaluation.class)));
    }

    /** The results of all shards. */
    private static <T> List<T> results(List<byte[]> outcomes, Class<T> type) {
        return outcomes.stream()
                .map(bytes -> (List<?>) Wire.read(bytes, Outcome.class).get())
                .flatMap(List::stream)
                .map(type::cast)
                .toList();
    }

    private <T> T withWeights(List<float[]> weights, Function<Broadcast<byte[]>, T> job) {
        Broadcast<byte[]> broadcast = spark.broadcast(Wire.bytes(weights.toArray(float[][]::new)));
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
        training.close();
        validation.close();
    }
}
