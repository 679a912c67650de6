package io.kindling.program;

import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps on threads of this JVM that share the state; no Spark. The thread that asks for a step is one of them, so a step is
 * computed when it is asked for.
 */
public final class LocalStrategy implements Strategy {
    private final BuiltProgram program;
    private final List<ShardBatches> training;
    private final List<Examples> validation;
    private final int participants;
    private final Duration limit;
    private volatile @Nullable LocalCrew crew;
    private volatile boolean closed;
    private @Nullable SharedStep steps;

    /** Places the rows of a program with these settings. */
    public static LocalStrategy of(
            BuiltProgram program, ExampleSource training, ExampleSource validation, RunSettings settings, int threads) {
        RowOwnership ownership = new RowOwnership(training.count(), settings.batchSize(), settings.shards());
        RowOwnership parts = new RowOwnership(validation.count(), settings.batchSize(), settings.shards());
        List<ShardBatches> batches = new ArrayList<>();
        List<Examples> evaluated = new ArrayList<>();
        for (int shard = 0; shard < settings.shards(); shard++) {
            Examples owned = training.read(ownership.rows(shard));
            batches.add(new ShardBatches(owned, ownership, shard, settings.shuffle(), settings.seed()));
            evaluated.add(validation.read(parts.rows(shard)));
        }
        return new LocalStrategy(program, batches, evaluated, threads, Crew.LIMIT);
    }

    /**
     * @param program the driver's own build of the program
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts; may be empty
     * @param threads how many shards to compute at once, at most
     * @param limit how long threads wait for each other
     */
    LocalStrategy(
            BuiltProgram program, List<ShardBatches> training, List<Examples> validation, int threads, Duration limit) {
        this.program = program;
        this.training = List.copyOf(training);
        this.validation = List.copyOf(validation);
        this.participants = Math.min(threads, training.size());
        this.limit = limit;
    }

    @Override
    public String name() {
        return "allreduce";
    }

    @Override
    public long stepsPerEpoch() {
        return training.get(0).ownership().batchesPerEpoch();
    }

    @Override
    public StepResult step(TrainingState state) {
        LocalCrew working = crew();
        return working.lead(steps(state)::lead).result(program);
    }

    private SharedStep steps(TrainingState state) {
        SharedStep known = steps;
        if (known == null || known.state() != state) {
            known = new SharedStep(program, state, training, participants, "");
            steps = known;
        }
        return known;
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        SharedEvaluation evaluation = new SharedEvaluation(validation, state.weights(), participants);
        return Evaluation.of(program, crew().lead(evaluation::lead));
    }

    /** The crew at work; a new one after one that broke. */
    private synchronized LocalCrew crew() {
        LocalCrew working = crew;
        if (!closed && (working == null || working.isDismissed())) {
            if (working != null) {
                working.close();
                // A thread of it that is stuck must not find the next crew's memory.
                steps = null;
            }
            working = new LocalCrew(program.spec(), participants, training.size(), limit);
            crew = working;
        }
        if (closed || working == null) {
            throw new IllegalStateException("Cannot continue: the training was closed.");
        }
        return working;
    }

    @Override
    public void close() {
        closed = true;
        LocalCrew working = crew;
        if (working != null) {
            working.close();
        }
    }
}
