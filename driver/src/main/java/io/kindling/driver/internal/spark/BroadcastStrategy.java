package io.kindling.driver.internal.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.driver.internal.ClusterException;
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
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each phase of each step as a Spark job: the driver broadcasts the weights, a task for each executor slot computes a range
 * of shards, and the driver reduces the results and applies the update. Executors may be lost or added at any time.
 */
public final class BroadcastStrategy extends DriverReduceStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(BroadcastStrategy.class);

    private final JavaSparkContext spark;
    private final RowPartitioner partitioner;
    private final PlacedShards<ShardBatches> training;
    private final PlacedShards<Examples> validation;
    private final String programJson;
    private final LongAccumulator shardsComputed;
    /** Marks the jobs of this strategy, so that they can be cancelled. */
    private final String tag = "kindling-" + UUID.randomUUID();

    private volatile String description = "";
    private volatile @Nullable Job current;

    private volatile @Nullable ClusterException absentExecutors;
    private @Nullable ExecutorWatch watch;

    /**
     * The job of a phase or an evaluation, for messages.
     *
     * @param rows how many rows of a shard it computes; 0 if that is not known
     */
    private record Job(String what, PlacedShards<?> shards, IntUnaryOperator rows) {
        /** The shards of a task, with their rows. */
        String part(int task) {
            ShardRange range = shards.tasks().get(task);
            int count = IntStream.range(range.from(), range.to()).map(rows).sum();
            return range.name() + (count == 0 ? "" : " (" + count + (count == 1 ? " row)" : " rows)"));
        }
    }

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
        this.partitioner = partitioner;
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
        String step = "epoch " + (call.epoch() + 1) + ", step " + call.step();
        describe(ShardJobs.TRAINING, step + ", phase " + phase);
        current = new Job(
                "phase '" + phase + "' at " + step, training, shard -> partitioner.rowsInBatch(call.batch(), shard));
        return withWeights(
                weights,
                broadcast -> results(
                        training.run(new RunPhase(programJson, call, broadcast, shardsComputed)), ShardResult.class));
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        describe(ShardJobs.EVALUATION, "evaluation at epoch " + (state.epoch() + 1) + ", step " + state.step());
        current = new Job("the evaluation", validation, shard -> 0);
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
        spark.addJobTag(tag);
        try {
            return job.apply(broadcast);
        } catch (Throwable failed) {
            RuntimeException explained = explained(failed);
            if (explained != null) {
                throw explained;
            }
            throw failed;
        } finally {
            spark.removeJobTag(tag);
            broadcast.destroy();
        }
    }

    /** What a job's failure means; null if it says so itself. */
    private @Nullable RuntimeException explained(Throwable failed) {
        ClusterException absent = absentExecutors;
        if (absent != null) {
            absent.addSuppressed(failed);
            return absent;
        }
        Job job = current;
        if (job == null || !(failed instanceof SparkException spark)) {
            return null;
        }
        return LostTask.of(spark)
                .filter(task -> task.index() < job.shards().tasks().size())
                .map(task -> new LostTaskException(
                        "Cannot compute " + job.what() + ", " + job.part(task.index()) + ", of program "
                                + program().spec().className() + ": " + task.end(),
                        spark))
                .orElse(null);
    }

    /** Fails the jobs of this strategy if they have no executor for too long. */
    void requireExecutors(Duration limit) {
        watch = ExecutorWatch.ofTrainings(spark.sc(), limit, LOG, failure -> {
            absentExecutors = failure;
            abort(failure);
        });
    }

    private void describe(String kind, String what) {
        description = program().spec().className() + ": " + what;
        spark.setLocalProperty(ShardJobs.PROPERTY, kind);
        spark.setJobDescription(description);
    }

    @Override
    public String waitingFor() {
        Job job = current;
        return job == null
                ? ""
                : job.what() + ", "
                        + RunningTasks.of(spark.sc(), description, job.shards().tasks());
    }

    @Override
    public void abort(RuntimeException failure) {
        spark.cancelJobsWithTag(tag, String.valueOf(failure.getMessage()));
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        training.close();
        validation.close();
    }
}
