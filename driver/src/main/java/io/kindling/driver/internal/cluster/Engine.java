package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** The machines that compute shards. Closing an engine ends everything that it started, the strategies too. */
public interface Engine extends AutoCloseable {
    /**
     * The engine for settings. Its machines are started when they are first needed.
     *
     * @param notes receives progress messages for the user, one line each
     */
    static Engine of(MachineSettings settings, Consumer<String> notes) {
        return settings.master() instanceof SparkMaster.None
                ? new LocalEngine(settings, notes)
                : new SparkEngine(settings, notes);
    }

    /**
     * A Spark session to read tables with.
     *
     * @throws SettingsException if Spark does not support the master
     * @throws ClusterException if the cluster cannot be reached or starts no executor, or Spark does not start
     */
    SparkSession session();

    /** Loads rows onto the machines and creates the strategy that computes on them. */
    Strategy strategy(BuiltProgram program, RunSettings settings, RowRange training, RowRange validation);

    /** Why this strategy was chosen, and what would change it, in a few words. */
    String reason();

    /** Where shards are computed, in a few words. */
    String location();

    /** How many shards are computed concurrently, as far as is known. */
    int parallelism();

    /**
     * The work done so far; empty if Spark does not deliver its events in time. The strategy that was created last releases its
     * workers.
     */
    Optional<Work> work();

    /** Ends the strategies and the session within a limit. Throws nothing. */
    @Override
    void close();

    /**
     * The work that an engine has done.
     *
     * @param executors the shards computed in training, by executor
     * @param tasks the number of Spark tasks of all jobs
     * @param retries the number of these tasks that were retries
     */
    record Work(List<ExecutorWork> executors, long tasks, long retries) {}

    /** The number of shards that one executor computed, over all steps. */
    record ExecutorWork(String id, long shardsComputed) {}
}
