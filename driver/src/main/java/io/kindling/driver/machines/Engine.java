package io.kindling.driver.machines;

import io.kindling.driver.SettingsException;
import io.kindling.driver.rows.RowRange;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Where shards are computed. Closing it ends all that it started. */
public interface Engine extends AutoCloseable {
    /**
     * The machines that the settings name, started when they are first needed.
     *
     * @param notes hears what a person should know meanwhile, in one line each
     */
    static Engine of(MachineSettings settings, Consumer<String> notes) {
        return settings.master().equals(MachineSettings.NO_SPARK)
                ? new LocalEngine(settings)
                : new SparkEngine(settings, notes);
    }

    /**
     * A Spark session to read tables with.
     *
     * @throws SettingsException where Spark knows no such master
     * @throws ClusterException where the cluster cannot be reached, gives no executor, or Spark does not start
     */
    SparkSession session();

    /** Places rows and makes the strategy that computes on them. */
    Strategy strategy(BuiltProgram program, RunSettings settings, RowRange training, RowRange validation);

    /** Why that strategy, and what would change it, in a few words. */
    String reason();

    /** Where it computes, in a few words. */
    String place();

    /** How many shards it computes at once, as far as is known. */
    int parallelism();

    /** What has been computed so far; the strategy made last rests. */
    Work work();

    @Override
    void close();

    /**
     * What an engine computed.
     *
     * @param executors shards computed in training, by executor
     * @param tasks Spark's tasks, of all jobs
     * @param retries tasks that were attempts after the first
     */
    record Work(List<ExecutorWork> executors, long tasks, long retries) {}

    /** The shards of all steps that one executor computed. */
    record ExecutorWork(String id, long shardsComputed) {}
}
