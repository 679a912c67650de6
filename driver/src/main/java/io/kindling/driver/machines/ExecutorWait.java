package io.kindling.driver.machines;

import io.kindling.driver.spark.Executors;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
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
        SparkContext spark = session.sparkContext();
        Arrival arrival = new Arrival();
        spark.addSparkListener(arrival);
        try {
            // Those that came before the listener did.
            if (Executors.registered(session) > 0 || arrival.within(shorter(patience, limit))) {
                requireTaken(spark);
                return;
            }
            notes.accept("Waiting for executors of " + spark.master() + ", at most " + limit.toSeconds() + " s.");
            if (!spark.isStopped() && !arrival.within(limit.minus(shorter(patience, limit)))) {
                throw new ClusterException("Cannot compute on " + spark.master()
                        + ": no executor has registered within " + limit.toSeconds()
                        + " s. Has it workers with free cores and memory (its web page shows them)?"
                        + " Wait longer with --conf " + LIMIT + "=5min.");
            }
            requireTaken(spark);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Cannot wait for executors of " + spark.master() + ": interrupted.", stopped);
        } finally {
            spark.removeSparkListener(arrival);
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static void requireTaken(SparkContext spark) {
        if (spark.isStopped()) {
            throw refused(spark.master());
        }
    }

    static ClusterException refused(String master) {
        return new ClusterException(
                "Cannot compute on " + master + ": what answers there has not taken this application."
                        + " Is it a Spark master, of version " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
                        + "? --verbose shows what Spark says.");
    }

    /** The first executor, or the end of the session. */
    private static final class Arrival extends SparkListener {
        private final CountDownLatch happened = new CountDownLatch(1);

        @Override
        public void onExecutorAdded(SparkListenerExecutorAdded added) {
            happened.countDown();
        }

        @Override
        public void onApplicationEnd(SparkListenerApplicationEnd ended) {
            happened.countDown();
        }

        boolean within(Duration time) throws InterruptedException {
            return happened.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
