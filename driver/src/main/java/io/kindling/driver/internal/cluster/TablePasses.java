package io.kindling.driver.internal.cluster;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.kindling.driver.table.internal.PassName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;

/**
 * Follows passes over tables by Spark's events: the rows of ended tasks, and those that running tasks tell with each heartbeat of
 * their executor.
 */
final class TablePasses extends SparkListener {
    private static final String ROWS = "internal.metrics.input.recordsRead";
    private static final double NANOS = 1e9;

    private final Consumer<TablePass> listener;
    private final Map<Integer, Pass> byStage = new HashMap<>();
    private final Map<Integer, Pass> byJob = new HashMap<>();

    /** A job that passes over a table. */
    private static final class Pass {
        private final String what;
        private final OptionalLong all;
        private final List<StageInfo> stages;
        private final long start = System.nanoTime();
        private final Map<Long, Long> rowsOfTasks = new HashMap<>();
        private int ended;

        Pass(PassName name, List<StageInfo> stages) {
            this.what = name.what();
            this.all = name.rows();
            this.stages = stages;
        }

        int tasks() {
            return stages.stream().mapToInt(StageInfo::numTasks).sum();
        }

        TablePass now() {
            int tasks = tasks();
            // Rows that are read, but not used, are not among all: those after a limit, and the header lines of CSV.
            long rows = Math.min(
                    rowsOfTasks.values().stream().mapToLong(Long::longValue).sum(), all.orElse(Long.MAX_VALUE));
            return new TablePass(
                    what, rows, all, Math.min(ended, tasks - 1), tasks, (System.nanoTime() - start) / NANOS);
        }

        TablePass atEnd() {
            TablePass now = now();
            return new TablePass(what, now.rows(), all, now.allTasks(), now.allTasks(), now.seconds());
        }
    }

    /** @param listener is called on the thread of Spark's events */
    TablePasses(Consumer<TablePass> listener) {
        this.listener = listener;
    }

    @Override
    public void onJobStart(SparkListenerJobStart event) {
        List<StageInfo> stages = List.copyOf(asJava(event.stageInfos()));
        Optional<PassName> name = PassName.of(event.properties());
        if (name.isPresent()) {
            Pass pass = new Pass(name.get(), stages);
            byJob.put(event.jobId(), pass);
            stages.forEach(stage -> byStage.put(stage.stageId(), pass));
        } else if (stages.size() > 1) {
            // A job of training, of whose stages the last one computes steps and those before it place rows.
            int last = stages.stream().mapToInt(StageInfo::stageId).max().orElseThrow();
            List<StageInfo> before =
                    stages.stream().filter(stage -> stage.stageId() < last).toList();
            Pass pass = new Pass(new PassName("Placing rows"), before);
            before.forEach(stage -> byStage.put(stage.stageId(), pass));
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        Pass pass = byStage.get(event.stageId());
        if (pass == null || !event.taskInfo().successful()) {
            return;
        }
        pass.ended++;
        if (event.taskMetrics() != null) {
            pass.rowsOfTasks.put(
                    event.taskInfo().taskId(),
                    event.taskMetrics().inputMetrics().recordsRead());
        }
        listener.accept(pass.ended < pass.tasks() ? pass.now() : pass.atEnd());
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
        asJava(event.accumUpdates()).forEach(task -> {
            Pass pass = byStage.get((Integer) task._2());
            if (pass != null) {
                asJava(task._4()).stream()
                        .filter(update -> update.name().contains(ROWS))
                        .findFirst()
                        .flatMap(TablePasses::value)
                        .ifPresent(rows -> pass.rowsOfTasks.merge((Long) task._1(), rows, Math::max));
                listener.accept(pass.now());
            }
        });
    }

    private static Optional<Long> value(AccumulableInfo update) {
        return update.update().isDefined() && update.update().get() instanceof Long rows
                ? Optional.of(rows)
                : Optional.empty();
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd event) {
        Pass pass = byJob.remove(event.jobId());
        if (pass != null) {
            byStage.values().removeIf(pass::equals);
            listener.accept(pass.atEnd());
        }
    }
}
