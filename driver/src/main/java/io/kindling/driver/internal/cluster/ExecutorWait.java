package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.spark.Executors;
import io.kindling.driver.internal.spark.SparkMaster;
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
 * The wait for a session's first executor. Without it, Spark would start a job without executors and wait forever.
 *
 * @param limit how long to wait at most
 * @param patience how long to wait before a message
 */
record ExecutorWait(Duration limit, Duration patience) {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    static ExecutorWait of(Duration limit) {
        return new ExecutorWait(limit, PATIENCE);
    }

    /** Whether executors start before the first job: not if the driver computes itself, or with dynamic allocation. */
    static boolean isNeeded(SparkConf conf) {
        return !SparkMaster.of(conf.get("spark.master")).isThisProcess()
                && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
    }

    /**
     * @param notes receives a one-line message if the wait takes long
     * @throws ClusterException if no executor registers within the limit, or the cluster has ended the session
     */
    void await(SparkSession session, Consumer<String> notes) {
        SparkContext spark = session.sparkContext();
        Arrival arrival = new Arrival();
        spark.addSparkListener(arrival);
        try {
            // Executors may have registered before the listener was added.
            if (Executors.registered(session) > 0 || arrival.within(shorter(patience, limit))) {
                requireRunning(spark);
                return;
            }
            notes.accept("Waiting for executors of " + spark.master() + ", at most " + limit.toSeconds() + " s.");
            if (!spark.isStopped() && !arrival.within(limit.minus(shorter(patience, limit)))) {
                throw new ClusterException("Cannot compute on " + spark.master()
                        + ": no executor has registered within " + limit.toSeconds()
                        + " s. Does it have workers with free cores and memory (see its web page)?"
                        + " Wait longer with --executor-timeout.");
            }
            requireRunning(spark);
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

    private static void requireRunning(SparkContext spark) {
        if (spark.isStopped()) {
            throw refused(spark.master());
        }
    }

    static ClusterException refused(String master) {
        return new ClusterException(
                "Cannot compute on " + master + ": the server there did not accept this application."
                        + " Is it a Spark master of version " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
                        + "? --verbose shows Spark's log.");
    }

    /** Waits for the first executor or the end of the session. */
    private static final class Arrival extends SparkListener {
        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        public void onExecutorAdded(SparkListenerExecutorAdded added) {
            latch.countDown();
        }

        @Override
        public void onApplicationEnd(SparkListenerApplicationEnd ended) {
            latch.countDown();
        }

        boolean within(Duration time) throws InterruptedException {
            return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
