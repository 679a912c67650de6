package io.kindling.driver.spark;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.HashSet;
import java.util.List;
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

    /** The local property by which a job says how often the same was tried, from 1. */
    static final String ATTEMPT = "kindling.attempt";

    /** The local property of a job whose tasks stay for many steps. */
    static final String STAYS = "kindling.stays";

    /** The accumulator by which a task that stays for many steps says how many shards it computed. */
    static final String SHARDS_COMPUTED = "kindling.shards";

    private final Set<Integer> trainingStages = new HashSet<>();
    private final Set<Integer> stayingStages = new HashSet<>();
    private final Set<Integer> repeatedStages = new HashSet<>();
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
        if (event.properties().containsKey(STAYS)) {
            stayingStages.addAll(stages);
        }
        if (Integer.parseInt(event.properties().getProperty(ATTEMPT, "1")) > 1) {
            repeatedStages.addAll(stages);
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        tasks++;
        if (event.taskInfo().attemptNumber() > 0
                || event.stageAttemptId() > 0
                || repeatedStages.contains(event.stageId())) {
            retries++;
        }
        if (trainingStages.contains(event.stageId()) && event.reason() == Success$.MODULE$) {
            shardsByExecutor.merge(event.taskInfo().executorId(), shards(event), Long::sum);
        }
    }

    /** What the task says; of one that says nothing, one, or none if it was to stay: Spark does not pass on that it was 0. */
    private long shards(SparkListenerTaskEnd event) {
        return asJava(event.taskInfo().accumulables()).stream()
                .filter(told -> told.name().contains(SHARDS_COMPUTED))
                .mapToLong(told -> (Long) told.update().get())
                .findFirst()
                .orElse(stayingStages.contains(event.stageId()) ? 0 : 1);
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
