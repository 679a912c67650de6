package io.kindling.driver.run;

import io.kindling.driver.spark.Executors;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The wait for a session's first executor. Spark itself would begin a job without any, and wait for ever in silence.
 *
 * @param limit how long at most: Spark's own setting for such waits, where it is given
 * @param patience how long in silence
 */
record ExecutorWait(Duration limit, Duration patience) {
    private static final String LIMIT = "spark.scheduler.maxRegisteredResourcesWaitingTime";
    private static final String DEFAULT_LIMIT = "60s";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MILLIS = 100;

    static ExecutorWait of(SparkConf conf) {
        return new ExecutorWait(Duration.ofSeconds(conf.getTimeAsSeconds(LIMIT, DEFAULT_LIMIT)), PATIENCE);
    }

    /** Whether executors come before the first job: not where the driver computes, or where they come when they are needed. */
    static boolean isNeeded(SparkConf conf) {
        return !conf.get("spark.master").matches("local(\\[.*])?")
                && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
    }

    /**
     * @param notes hears one line where it takes long
     * @throws ClusterException where none has registered within the limit, or the cluster has ended the session
     */
    void await(SparkSession session, Consumer<String> notes) {
        String master = session.sparkContext().master();
        long start = System.nanoTime();
        boolean told = false;
        while (!session.sparkContext().isStopped() && Executors.registered(session) == 0) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(limit) > 0) {
                throw new ClusterException("Cannot compute on " + master + ": no executor has registered within "
                        + limit.toSeconds() + " s. Has it workers with free cores and memory (its web page shows them)?"
                        + " Wait longer with --conf " + LIMIT + "=5min.");
            }
            if (!told && waited.compareTo(patience) > 0) {
                told = true;
                notes.accept("Waiting for executors of " + master + ", at most " + limit.toSeconds() + " s.");
            }
            pause(master);
        }
        if (session.sparkContext().isStopped()) {
            throw refused(master);
        }
    }

    static ClusterException refused(String master) {
        return new ClusterException(
                "Cannot compute on " + master + ": what answers there has not taken this application."
                        + " Is it a Spark master, of version " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
                        + "? --verbose shows what Spark says.");
    }

    private static void pause(String master) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Cannot wait for executors of " + master + ": interrupted.", stopped);
        }
    }
}
