package io.kindling.program.internal.collective;

import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes steps on threads of this JVM that share the state, without Spark. The calling thread is rank 0, so a step is
 * computed when it is requested.
 */
public final class LocalStrategy implements Strategy {
    private final BuiltProgram program;
    private final List<ShardBatches> training;
    private final List<Examples> validation;
    private final int ranks;
    private final Duration timeout;
    private volatile @Nullable LocalWorkerGroup group;
    private volatile boolean closed;
    private @Nullable SharedStep steps;

    /** Reads each shard's rows. */
    public static LocalStrategy of(
            BuiltProgram program, ExampleSource training, ExampleSource validation, RunSettings settings, int threads) {
        RowPartitioner partitioner = new RowPartitioner(training.count(), settings.batchSize(), settings.shards());
        RowPartitioner parts = new RowPartitioner(validation.count(), settings.batchSize(), settings.shards());
        List<ShardBatches> batches = new ArrayList<>();
        List<Examples> evaluated = new ArrayList<>();
        for (int shard = 0; shard < settings.shards(); shard++) {
            Examples owned = training.read(partitioner.rows(shard));
            batches.add(new ShardBatches(owned, partitioner, shard, settings.shuffle(), settings.seed()));
            evaluated.add(validation.read(parts.rows(shard)));
        }
        return new LocalStrategy(program, batches, evaluated, threads, WorkerGroup.TIMEOUT);
    }

    /**
     * @param program the driver's own build of the program
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts; may be empty
     * @param threads how many shards to compute concurrently, at most
     * @param timeout how long a rank waits for another
     */
    public LocalStrategy(
            BuiltProgram program,
            List<ShardBatches> training,
            List<Examples> validation,
            int threads,
            Duration timeout) {
        this.program = program;
        this.training = List.copyOf(training);
        this.validation = List.copyOf(validation);
        this.ranks = Math.min(threads, training.size());
        this.timeout = timeout;
    }

    @Override
    public StrategyKind kind() {
        return StrategyKind.ALLREDUCE;
    }

    @Override
    public long stepsPerEpoch() {
        return training.get(0).partitioner().batchesPerEpoch();
    }

    @Override
    public StepResult step(TrainingState state) {
        LocalWorkerGroup current = group();
        return current.lead(steps(state)::lead).result(program);
    }

    private SharedStep steps(TrainingState state) {
        SharedStep known = steps;
        if (known == null || known.state() != state) {
            known = new SharedStep(program, state, training, ranks, "");
            steps = known;
        }
        return known;
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        SharedEvaluation evaluation = new SharedEvaluation(validation, state.weights(), ranks);
        return PartialEvaluation.total(program, group().lead(evaluation::lead));
    }

    @Override
    public String waitingFor() {
        LocalWorkerGroup current = group;
        return current == null ? "" : current.waitingFor();
    }

    @Override
    public void abort(RuntimeException failure) {
        LocalWorkerGroup current = group;
        if (current != null) {
            current.abort(failure);
        }
    }

    /** The current worker group; a new one if the last was shut down by a failure. */
    private synchronized LocalWorkerGroup group() {
        LocalWorkerGroup current = group;
        if (!closed && (current == null || current.isShutdown())) {
            if (current != null) {
                current.close();
                // A thread of the old group that is stuck must not share memory with the next group.
                steps = null;
            }
            current = new LocalWorkerGroup(program.spec(), ranks, training.size(), timeout);
            group = current;
        }
        if (closed || current == null) {
            throw new IllegalStateException("Cannot continue: the training was closed.");
        }
        return current;
    }

    @Override
    public void close() {
        closed = true;
        LocalWorkerGroup current = group;
        if (current != null) {
            current.close();
        }
    }
}
