package io.kindling.driver.run;

import io.kindling.data.RowOwnership;
import io.kindling.driver.spark.Sessions;
import io.kindling.driver.spark.ShardJobs;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.worker.RowSupply;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** The executors of a Spark session of our own. */
final class SparkEngine implements Engine {
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[(\\d+),(\\d+),\\d+]");

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final SparkSession session;
    private final ShardJobs jobs = new ShardJobs();

    private SparkEngine(SparkSession session) {
        this.session = session;
        session.sparkContext().addSparkListener(jobs);
    }

    /**
     * @throws SettingsException where this Spark knows no such master
     * @throws ClusterException where the cluster cannot be reached, or Spark does not start
     */
    static SparkEngine start(MachineSettings settings) {
        if (!Sessions.knows(settings.master())) {
            throw SettingsException.invalid(
                    "master",
                    settings.master(),
                    "the Spark on this class path has no module for it: run this with the spark-submit of one that has");
        }
        StandaloneMasters.of(settings.master()).ifPresent(masters -> masters.requireReachable(CONNECT_LIMIT));
        try {
            return new SparkEngine(Sessions.start(settings.master(), settings.conf()));
        } catch (Exception failed) { // Scala declares no checked exceptions.
            throw new ClusterException(
                    "Cannot start Spark on " + settings.master() + ": " + failed.getMessage(), failed);
        }
    }

    SparkSession session() {
        return session;
    }

    @Override
    public Strategy strategy(BuiltProgram program, RunSettings settings, RowRange training, RowRange validation) {
        SparkRunner runner = SparkRunner.on(session);
        RowOwnership owned = new RowOwnership(training.count(), settings.batchSize(), settings.shards());
        RowOwnership parts = new RowOwnership(validation.count(), settings.batchSize(), settings.shards());
        return runner.strategy(
                program, settings, owned, supply(runner, training, owned), supply(runner, validation, parts));
    }

    /** Executors read for themselves where they can: then the rows never pass through the driver. */
    private RowSupply supply(SparkRunner runner, RowRange rows, RowOwnership ownership) {
        return rows.folder().isShared() || master().startsWith("local")
                ? rows.supply(ownership)
                : runner.broadcast(rows.read(), ownership);
    }

    private String master() {
        return session.sparkContext().master();
    }

    @Override
    public String reason() {
        return "the only strategy there is yet";
    }

    @Override
    public String place() {
        return master();
    }

    @Override
    public int parallelism() {
        Matcher cluster = LOCAL_CLUSTER.matcher(master());
        return cluster.matches()
                ? Integer.parseInt(cluster.group(1)) * Integer.parseInt(cluster.group(2))
                : session.sparkContext().defaultParallelism();
    }

    @Override
    public Work work() {
        jobs.awaitEventsOf(session);
        return new Work(
                jobs.shardsByExecutor().entrySet().stream()
                        .map(entry -> new ExecutorWork(entry.getKey(), entry.getValue()))
                        .toList(),
                jobs.tasks(),
                jobs.retries());
    }

    @Override
    public void close() {
        session.stop();
    }
}
