package io.kindling.driver.internal.spark;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Tells when tasks that stay should end, so that others can be launched: another job of the session waits for a slot, or one of
 * their executors is being decommissioned, which waits for its tasks.
 */
final class SlotDemand extends SparkListener implements AutoCloseable {
    /** How long a job waits before others make room for it. */
    static final long PATIENCE_NANOS = 1_000_000_000;

    /** A stage of another job. */
    private static final class Stage {
        private int running;
        /** When its last task ended, or it was submitted. */
        private long waits = System.nanoTime();
    }

    private final SparkContext spark;
    private final String own;
    private final Map<Integer, Stage> stages = new HashMap<>();
    /** For whom slots were freed: once is enough, and what cannot run anyway must not ask for them again and again. */
    private final Set<String> met = new HashSet<>();

    /** @param own the local property that only the job of the tasks that stay has */
    SlotDemand(SparkContext spark, String own) {
        this.spark = spark;
        this.own = own;
        spark.listenerBus().addToQueue(this, ShardJobs.QUEUE);
    }

    /**
     * Returns who needs slots at a time, each once; mostly nobody.
     *
     * @param executors where the tasks that stay run
     */
    synchronized Optional<String> at(long now, Collection<String> executors) {
        Set<String> needy = new LinkedHashSet<>();
        stages.forEach((id, stage) -> {
            if (stage.running == 0 && now - stage.waits >= PATIENCE_NANOS) {
                needy.add("stage " + id + " of another job");
            }
        });
        executors.stream()
                .filter(this::isDecommissioned)
                .forEach(executor -> needy.add("the decommissioning of executor " + executor));
        needy.removeIf(each -> !met.add(each));
        return needy.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", needy));
    }

    private boolean isDecommissioned(String executor) {
        return spark.taskScheduler().getExecutorDecommissionState(executor).isDefined();
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        if (!event.properties().containsKey(own)) {
            stages.put(event.stageInfo().stageId(), new Stage());
        }
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart event) {
        Stage stage = stages.get(event.stageId());
        if (stage != null) {
            stage.running++;
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        Stage stage = stages.get(event.stageId());
        if (stage != null) {
            stage.running--;
            stage.waits = System.nanoTime();
        }
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted event) {
        stages.remove(event.stageInfo().stageId());
    }

    @Override
    public void close() {
        spark.removeSparkListener(this);
    }
}
