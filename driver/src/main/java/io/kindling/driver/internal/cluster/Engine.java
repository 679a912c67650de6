package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.train.Training;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The machines that compute shards. Closing an engine ends everything that it started, trainings too. */
public interface Engine extends AutoCloseable {
    /**
     * The engine for settings. Its machines are started when they are first needed.
     *
     * <p>Its machines are watched: a step that takes too long is aborted.
     */
    static Engine of(MachineSettings settings, EngineListener listener) {
        return settings.master() instanceof SparkMaster.None
                ? new LocalEngine(settings, listener)
                : new SparkEngine(settings, listener);
    }

    /**
     * A Spark session to read tables with.
     *
     * @throws SettingsException if Spark does not support the master
     * @throws ClusterException if the cluster cannot be reached or starts no executor, or Spark does not start
     */
    SparkSession session();

    /** Loads rows onto the machines and starts a program on them. The engine closes the training. */
    Training training(BuiltProgram program, RunSettings settings, RowRange training, RowRange validation);

    /** Shows a step of the training to whoever monitors the machines. Called by the thread of the training. */
    default void stepDone(StepResult step) {}

    /** Shows that a checkpoint is written. Called by any thread. */
    default void checkpointed() {}

    /** Why this strategy was chosen, and what would change it, in a few words. */
    String reason();

    /** Where shards are computed, in a few words. */
    String location();

    /** How many shards are computed concurrently, as far as is known. */
    int parallelism();

    /**
     * The work done so far; empty if Spark does not deliver its events in time. The training that was started last releases
     * its workers.
     */
    Optional<Work> work();

    /** Ends the training and the session within a limit. Throws nothing. */
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
