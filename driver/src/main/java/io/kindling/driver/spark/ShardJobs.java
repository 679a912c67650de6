package io.kindling.driver.spark;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Counts, from Spark's own events, which executor computed how many shards, and what was tried again. */
public final class ShardJobs extends SparkListener {
    /** The local property by which a job says what it computes. */
    static final String PROPERTY = "kindling.job";

    static final String TRAINING = "training";
    static final String EVALUATION = "evaluation";

    private final Set<Integer> trainingStages = new HashSet<>();
    private final Map<String, Long> shardsByExecutor = new TreeMap<>();
    private long tasks;
    private long retries;

    @Override
    public synchronized void onJobStart(SparkListenerJobStart event) {
        if (TRAINING.equals(event.properties().getProperty(PROPERTY))) {
            scala.jdk.javaapi.CollectionConverters.asJava(event.stageIds())
                    .forEach(id -> trainingStages.add((Integer) id));
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        tasks++;
        if (event.taskInfo().attemptNumber() > 0) {
            retries++;
        }
        if (trainingStages.contains(event.stageId()) && event.reason() == Success$.MODULE$) {
            shardsByExecutor.merge(event.taskInfo().executorId(), 1L, Long::sum);
        }
    }

    /** Waits for what has happened to be counted: Spark tells of it a little later. */
    public void awaitEventsOf(SparkSession session) {
        try {
            session.sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Cannot count tasks: Spark does not tell of them.", e);
        }
    }

    /** Shards computed in training, by the id of the executor. */
    public synchronized Map<String, Long> shardsByExecutor() {
        return new TreeMap<>(shardsByExecutor);
    }

    /** Tasks that ended, of all jobs. */
    public synchronized long tasks() {
        return tasks;
    }

    /** Tasks that were attempts after the first. */
    public synchronized long retries() {
        return retries;
    }
}
