package io.kindling.driver.internal.spark;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Counts the shards that each executor computed, and retried tasks, from Spark's events. */
public final class ShardJobs extends SparkListener {
    /** The queue of Spark's listener bus for Kindling's listeners. */
    static final String QUEUE = "kindling";

    /** The local property with the kind of a job. */
    static final String PROPERTY = "kindling.job";

    static final String TRAINING = "training";
    static final String EVALUATION = "evaluation";

    /** The local property with the attempt number of a job, from 1. */
    static final String ATTEMPT = "kindling.attempt";

    /** The local property of a job whose tasks run for many steps. */
    static final String LONG_RUNNING = "kindling.long-running";

    /** The accumulator that counts the shards that a long-running task computed. */
    static final String SHARDS_COMPUTED = "kindling.shards";

    private final Set<Integer> trainingStages = new HashSet<>();
    private final Set<Integer> longRunningStages = new HashSet<>();
    private final Set<Integer> retriedStages = new HashSet<>();
    private final Map<String, Long> shardsByExecutor = new TreeMap<>();
    private long tasks;
    private long retries;

    @Override
    public synchronized void onJobStart(SparkListenerJobStart event) {
        List<Integer> stages =
                asJava(event.stageIds()).stream().map(Integer.class::cast).toList();
        if (TRAINING.equals(event.properties().getProperty(PROPERTY))) {
            trainingStages.addAll(stages);
        }
        if (event.properties().containsKey(LONG_RUNNING)) {
            longRunningStages.addAll(stages);
        }
        if (Integer.parseInt(event.properties().getProperty(ATTEMPT, "1")) > 1) {
            retriedStages.addAll(stages);
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        tasks++;
        if (event.taskInfo().attemptNumber() > 0
                || event.stageAttemptId() > 0
                || retriedStages.contains(event.stageId())) {
            retries++;
        }
        if (trainingStages.contains(event.stageId()) && event.reason() == Success$.MODULE$) {
            shardsByExecutor.merge(event.taskInfo().executorId(), shards(event), Long::sum);
        }
    }

    /**
     * The shards that a task computed: the accumulator's update if there is one; else 1, or 0 for a long-running task, because
     * Spark omits updates of 0.
     */
    private long shards(SparkListenerTaskEnd event) {
        return asJava(event.taskInfo().accumulables()).stream()
                .filter(update -> update.name().contains(SHARDS_COMPUTED))
                .mapToLong(update -> (Long) update.update().get())
                .findFirst()
                .orElse(longRunningStages.contains(event.stageId()) ? 0 : 1);
    }

    /** Counts a session's events from here on, in a queue of its own: listeners of others may be slow. */
    public void listenTo(SparkContext spark) {
        spark.listenerBus().addToQueue(this, QUEUE);
    }

    /**
     * Waits until all events so far are counted: Spark delivers them asynchronously.
     *
     * @return false if Spark does not deliver them within the limit
     */
    public boolean awaitEvents(SparkSession session, Duration limit) {
        Marker marker = new Marker();
        session.sparkContext().listenerBus().post(marker);
        try {
            return marker.reached.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof Marker marker) {
            marker.reached.countDown();
        } else if (event instanceof RanksComputed ranks) {
            count(ranks);
        }
    }

    private synchronized void count(RanksComputed ranks) {
        ranks.shards().forEach((executor, number) -> shardsByExecutor.merge(executor, number, Long::sum));
    }

    /**
     * Ranks on executors have computed steps. Their tasks do not say so: those of a lost executor could not.
     *
     * @param shards the shards of phases, by executor id
     */
    record RanksComputed(Map<String, Long> shards) implements SparkListenerEvent {
        /** Spark's event log knows only Spark's own events. */
        @Override
        public boolean logEvent() {
            return false;
        }
    }

    /** An event behind all events so far. */
    private static final class Marker implements SparkListenerEvent {
        private final CountDownLatch reached = new CountDownLatch(1);

        /** Spark's event log knows only Spark's own events. */
        @Override
        public boolean logEvent() {
            return false;
        }
    }

    /** Shards computed in training, by executor id. */
    public synchronized Map<String, Long> shardsByExecutor() {
        return new TreeMap<>(shardsByExecutor);
    }

    /** Tasks that ended, of all jobs. */
    public synchronized long tasks() {
        return tasks;
    }

    /** Ended tasks that were retries. */
    public synchronized long retries() {
        return retries;
    }
}
