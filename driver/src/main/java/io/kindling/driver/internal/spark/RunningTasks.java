package io.kindling.driver.internal.spark;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.api.v1.StageData;
import org.apache.spark.status.api.v1.TaskData;
import scala.Option;

/** Tells which tasks of a job run, for messages. */
final class RunningTasks {
    private static final String DRIVER = "driver";
    private static final String RUNNING = "RUNNING";
    private static final int MOST_TASKS = 10_000;

    private RunningTasks() {}

    /**
     * Returns the shards whose tasks run, with their executors; if no task runs, why.
     *
     * @param job the job's description
     * @param shards the shards of each task
     */
    static String of(SparkContext spark, String job, List<ShardRange> shards) {
        AppStatusStore status = spark.statusStore();
        String running = asJava(status.activeStages()).stream()
                .filter(stage -> stage.description().equals(Option.apply(job)))
                .flatMap(stage -> tasks(status, stage))
                .filter(task -> task.index() < shards.size())
                .map(task -> shards.get(task.index()).name() + " on executor " + task.executorId() + " (" + task.host()
                        + ")")
                .collect(Collectors.joining(", "));
        if (!running.isEmpty()) {
            return running;
        }
        long executors = asJava(status.executorList(true)).stream()
                .filter(executor -> !executor.id().equals(DRIVER))
                .count();
        return executors == 0 ? "but there are no executors" : "of which no task runs, on " + executors + " executors";
    }

    private static Stream<TaskData> tasks(AppStatusStore status, StageData stage) {
        return asJava(status.taskList(stage.stageId(), stage.attemptId(), MOST_TASKS)).stream()
                .filter(task -> task.status().equals(RUNNING));
    }
}
