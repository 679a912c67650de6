package io.kindling.driver.internal.spark;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.kindling.driver.internal.ClusterException;
import io.kindling.train.internal.StepWatch;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Watches whether a session's jobs have executors: Spark waits without a limit for one. It counts from the moment at which a job
 * has none, so an idle session with dynamic allocation may have none.
 */
public final class ExecutorWatch extends SparkListener implements AutoCloseable {
    /** How long jobs may wait by default. */
    public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);

    private static final String DRIVER = "driver";
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Receives what the watch finds, on a thread of the watch. */
    public interface Listener {
        /** Called once when jobs have waited for an executor for a while. */
        void waiting(String message);

        /** Called when they have waited for as long as they may: the listener cancels them. */
        void expired(ClusterException failure);

        /** Called if jobs still wait then. */
        default void stuck(ClusterException failure) {}
    }

    private final String master;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private final Predicate<SparkListenerJobStart> watched;
    private final Set<String> executors = new HashSet<>();
    private final Set<Integer> jobs = new HashSet<>();
    private String lastWords = "";
    /** Watches the current wait; null if jobs have executors, or there are no jobs. */
    private @Nullable StepWatch wait;

    private @Nullable ClusterException failure;
    private volatile boolean closed;
    private Runnable detach = () -> {};

    ExecutorWatch(
            String master,
            Duration limit,
            Predicate<SparkListenerJobStart> watched,
            LongSupplier nanoTime,
            Listener listener) {
        this.master = master;
        this.limit = limit;
        this.watched = watched;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /**
     * Starts to watch the jobs of Kindling's trainings in a session that others use, too.
     *
     * @param log receives notes
     * @param expired cancels the jobs if they have waited for as long as they may
     */
    static ExecutorWatch ofTrainings(
            SparkContext spark, Duration limit, Logger log, Consumer<ClusterException> expired) {
        return start(spark, limit, job -> job.properties().containsKey(ShardJobs.PROPERTY), new Listener() {
            @Override
            public void waiting(String message) {
                log.warn(message);
            }

            @Override
            public void expired(ClusterException failure) {
                expired.accept(failure);
            }
        });
    }

    /**
     * Starts to watch a session whose executors are other processes, until the watch is closed or the session ends.
     *
     * @param limit how long jobs may wait without an executor
     * @param watched which jobs count
     */
    public static ExecutorWatch start(
            SparkContext spark, Duration limit, Predicate<SparkListenerJobStart> watched, Listener listener) {
        ExecutorWatch watch = new ExecutorWatch(spark.master(), limit, watched, System::nanoTime, listener);
        spark.listenerBus().addToQueue(watch, ShardJobs.QUEUE);
        watch.detach = () -> spark.removeSparkListener(watch);
        asJava(spark.statusStore().executorList(true)).forEach(executor -> watch.added(executor.id()));
        Thread thread = new Thread(watch::run, "kindling-executors");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void run() {
        while (!closed) {
            check();
            LockSupport.parkNanos(this, CHECK_NANOS);
        }
    }

    /** Looks how long jobs have waited, and tells the listener. */
    void check() {
        StepWatch.Finding finding;
        ClusterException late;
        String state;
        synchronized (this) {
            if (wait == null) {
                return;
            }
            finding = wait.check();
            state = lastWords.isEmpty() ? "No executor has registered yet" : "All executors are lost, " + lastWords;
            if (finding == StepWatch.Finding.EXPIRED) {
                failure = new ClusterException("Cannot continue on " + master + ": there has been no executor for "
                        + limit.toSeconds() + " s. " + state + ". Does the cluster have workers with free cores and"
                        + " memory (see its web page)? Wait longer with --executor-timeout, or"
                        + " spark.kindling.executor-timeout.");
            }
            late = failure;
        }
        switch (finding) {
            case NOTHING -> {}
            case SLOW ->
                listener.waiting(
                        state + ". Waiting for executors of " + master + ", at most " + limit.toSeconds() + " s.");
            case EXPIRED -> listener.expired(Objects.requireNonNull(late));
            case STUCK -> listener.stuck(Objects.requireNonNull(late));
        }
    }

    private synchronized void update() {
        if (jobs.isEmpty() || !executors.isEmpty()) {
            wait = null;
        } else if (wait == null) {
            wait = new StepWatch(limit, nanoTime);
            wait.begin();
        }
    }

    private synchronized void added(String executor) {
        if (!executor.equals(DRIVER)) {
            executors.add(executor);
            update();
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
        added(event.executorId());
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        executors.remove(event.executorId());
        lastWords = "the last being executor " + event.executorId() + ": "
                + event.reason().lines().findFirst().orElse("no reason given").replaceFirst("\\.$", "");
        update();
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart event) {
        if (watched.test(event)) {
            jobs.add(event.jobId());
            update();
        }
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd event) {
        jobs.remove(event.jobId());
        update();
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd event) {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
        detach.run();
    }
}
