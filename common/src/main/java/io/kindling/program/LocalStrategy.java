package io.kindling.program;

import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Computes shards on threads of this JVM, one replica each; no Spark. */
public final class LocalStrategy extends DriverApplied {

    private final List<ShardBatches> training;
    private final List<Examples> validation;
    private final BlockingQueue<Replica> replicas;
    private final ExecutorService threads;

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
        return new LocalStrategy(program, batches, evaluated, Math.min(threads, settings.shards()));
    }

    /**
     * @param program the driver's own build of the program
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts; may be empty
     * @param threadCount how many shards to compute at once
     */
    public LocalStrategy(
            BuiltProgram program, List<ShardBatches> training, List<Examples> validation, int threadCount) {
        super(program, training.get(0).ownership());
        this.training = List.copyOf(training);
        this.validation = List.copyOf(validation);
        this.replicas = new ArrayBlockingQueue<>(threadCount);
        for (int i = 0; i < threadCount; i++) {
            replicas.add(new Replica(program.spec()));
        }
        this.threads = Executors.newFixedThreadPool(threadCount, runnable -> {
            Thread thread = new Thread(runnable, "kindling-shards");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    protected List<ShardResult> run(PhaseCall call, List<float[]> weights) {
        List<Function<Replica, ShardResult>> work = new ArrayList<>();
        for (int shard = 0; shard < training.size(); shard++) {
            int number = shard;
            work.add(replica -> replica.run(call, number, training.get(number), weights));
        }
        return onThreads(work);
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        List<Function<Replica, EvaluationShare>> work = new ArrayList<>();
        for (Examples part : validation) {
            work.add(replica -> replica.evaluate(part, Replica.EVALUATION_BATCH, state.weights()));
        }
        return Evaluation.of(program(), onThreads(work));
    }

    private <T> List<T> onThreads(List<Function<Replica, T>> work) {
        List<Future<T>> futures = new ArrayList<>();
        for (Function<Replica, T> item : work) {
            futures.add(threads.submit(() -> {
                Replica replica = replicas.take();
                try {
                    return item.apply(replica);
                } finally {
                    replicas.add(replica);
                }
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(get(future));
        }
        return results;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while shards were computing.", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        replicas.forEach(Replica::close);
    }
}
