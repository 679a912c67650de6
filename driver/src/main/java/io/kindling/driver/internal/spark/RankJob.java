package io.kindling.driver.internal.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.io.internal.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.internal.collective.StepCalls;
import io.kindling.worker.internal.MakeResident;
import io.kindling.worker.internal.Resident;
import io.kindling.worker.internal.net.EndpointSettings;
import io.kindling.worker.internal.rank.RankSettings;
import io.kindling.worker.internal.rank.ResidentRanks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * The Spark job whose tasks are the members of a training. For use by one thread, except {@link #cancel} and {@link #awaitEnd}.
 */
final class RankJob implements AutoCloseable {
    private static final Duration EXIT = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    private static final long POLL_NANOS = 20_000_000;

    private static final List<String> ENCRYPTION = List.of("spark.network.crypto.enabled", "spark.ssl.rpc.enabled");

    private final JavaSparkContext spark;
    private final BuiltProgram program;
    private final RowPartitioner partitioner;
    /** The local property of this job alone. */
    private final String property = "kindling.ranks." + UUID.randomUUID();

    private final SlotDemand demand;
    private final RDD<Resident<ShardBatches>> training;
    private final RDD<Resident<Examples>> validation;
    private volatile @Nullable JavaFutureAction<Void> job;
    private int attempt;

    /**
     * @param partitioner the row partitioning of the training rows over shards
     * @param training one partition for each shard
     * @param validation rows to evaluate, one partition for each shard
     */
    RankJob(
            JavaSparkContext spark,
            BuiltProgram program,
            RowPartitioner partitioner,
            JavaRDD<ShardBatches> training,
            JavaRDD<Examples> validation) {
        this.spark = spark;
        this.program = program;
        this.demand = new SlotDemand(spark.sc(), property);
        this.partitioner = partitioner;
        this.training = resident(training);
        this.validation = resident(validation);
    }

    private static <T> RDD<Resident<T>> resident(JavaRDD<T> rows) {
        return rows.map(new MakeResident<>())
                .persist(StorageLevel.MEMORY_ONLY())
                .rdd();
    }

    /** The program's name. */
    String program() {
        return program.spec().className();
    }

    /** Why an executor was lost; empty if it was not, as far as Spark knows: it may learn that a moment later than others. */
    Optional<String> lastWords(String executor) {
        long start = System.nanoTime();
        Optional<String> reason = removeReason(executor);
        while (reason.isEmpty() && System.nanoTime() - start < LAST_WORDS.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
            reason = removeReason(executor);
        }
        return reason.map(words -> words.strip().replaceFirst("\\.$", ""));
    }

    private Optional<String> removeReason(String executor) {
        try {
            Option<String> reason =
                    spark.sc().statusStore().executorSummary(executor).removeReason();
            return reason.isDefined() ? Optional.of(reason.get()) : Optional.empty();
        } catch (NoSuchElementException unknown) {
            return Optional.empty();
        }
    }

    /** Whether ranks of one machine may share memory: what is to be encrypted between processes is not put there unasked. */
    boolean sharesMemory() {
        SparkConf conf = spark.getConf();
        boolean isEncrypted = ENCRYPTION.stream().anyMatch(setting -> conf.getBoolean(setting, false));
        return conf.getBoolean(EndpointSettings.SHARED_MEMORY, !isEncrypted);
    }

    int shards() {
        return partitioner.shards();
    }

    /** How many tasks can run simultaneously. */
    int slots() {
        return spark.sc()
                .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
    }

    /**
     * Starts the tasks.
     *
     * @param run the training's name
     * @param first the first step that they compute, for the description of the job
     * @param host where the driver listens
     * @param port where the driver listens
     */
    void start(String run, String first, String host, int port) {
        attempt = failure().isPresent() ? attempt + 1 : 1;
        spark.setLocalProperty(ShardJobs.PROPERTY, ShardJobs.TRAINING);
        spark.setLocalProperty(ShardJobs.ATTEMPT, Integer.toString(attempt));
        spark.setLocalProperty(ShardJobs.LONG_RUNNING, "true");
        spark.setLocalProperty(property, "true");
        spark.setJobDescription(program.spec().className() + ": rounds of steps from " + first + " on");
        RankSettings settings =
                new RankSettings(run, host, port, Json.compact(program.spec().asConfig()), partitioner);
        ResidentRanks ranks = new ResidentRanks(training, validation, settings);
        job = JavaRDD.fromRDD(ranks, ClassTag$.MODULE$.<Integer>apply(Integer.class))
                .foreachPartitionAsync(ignored -> {});
    }

    /**
     * Who needs the slots of the tasks; empty if nobody does. Each is told once.
     *
     * @param executors where the tasks run
     */
    Optional<String> demand(Collection<String> executors) {
        return demand.at(System.nanoTime(), executors);
    }

    /** Whether the tasks of the last start have ended. */
    boolean isEnded() {
        JavaFutureAction<Void> current = job;
        return current == null || current.isDone();
    }

    /** Why the last start failed; empty if it did not, or its tasks run. */
    Optional<Throwable> failure() {
        JavaFutureAction<Void> current = job;
        if (current == null || !current.isDone()) {
            return Optional.empty();
        }
        try {
            current.get();
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of(failed.getCause() == null ? failed : failed.getCause());
        } catch (CancellationException cancelled) {
            return Optional.of(cancelled);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of(interrupted);
        }
    }

    /**
     * Counts shards that the tasks computed, once each in a step; a phase that repeats computes it several times.
     *
     * @param shards by executor
     */
    void count(Map<String, Long> shards) {
        int calls = new StepCalls(program, partitioner.batchesPerEpoch()).count();
        Map<String, Long> ofPhases = new TreeMap<>();
        shards.forEach((executor, number) -> ofPhases.put(executor, number * calls));
        spark.sc().listenerBus().post(new ShardJobs.RanksComputed(ofPhases));
    }

    /** Ends the tasks as soon as Spark can; those that hang are left to it. */
    void cancel() {
        JavaFutureAction<Void> current = job;
        if (current != null) {
            current.cancel(true);
        }
    }

    /** Waits until the tasks, which were told to leave, have ended. Those that do not are cancelled. */
    void awaitEnd() {
        JavaFutureAction<Void> current = job;
        if (current == null) {
            return;
        }
        try {
            current.get(EXIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | CancellationException ended) {
            // Whoever needs to know asks for the failure.
        } catch (TimeoutException stuck) {
            current.cancel(true);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        demand.close();
        training.unpersist(false);
        validation.unpersist(false);
    }
}
