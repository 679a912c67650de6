package io.kindling.driver.internal.spark;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.kindling.program.internal.collective.ShardAssignment;
import io.kindling.program.internal.collective.ShardAssignment.Member;
import io.kindling.program.internal.collective.ShardAssignment.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;

/**
 * Which executor computes which shards. Spark alone would leave each shard where it was cached first, whatever executors are
 * lost and added later. Each executor has a contiguous range, which is divided among its task slots.
 */
final class ExecutorPlacement {
    private static final String DRIVER = "driver";

    /**
     * The placement for the executors that are present.
     *
     * @param assignment the shards of each executor
     * @param tasks the shards of each task, in order
     */
    record Placement(ShardAssignment assignment, List<ShardRange> tasks) {}

    private final JavaSparkContext spark;
    private final int cpusPerTask;
    private final boolean isElastic;
    private List<Member> present = List.of();
    private Placement placement;

    ExecutorPlacement(JavaSparkContext spark, int shards) {
        this.spark = spark;
        this.cpusPerTask = Math.max(1, spark.getConf().getInt("spark.task.cpus", 1));
        this.isElastic = spark.getConf().getBoolean(StrategyChoice.DYNAMIC_ALLOCATION, false);
        ShardAssignment nobody = ShardAssignment.ofNobody(shards);
        this.placement = new Placement(nobody, anywhere(shards));
    }

    /** The current placement: the same object as before unless executors were lost or added. */
    Placement now() {
        Map<Member, String> locations = executors();
        List<Member> found = List.copyOf(locations.keySet());
        if (!found.equals(present)) {
            present = found;
            ShardAssignment changed = placement.assignment().to(found);
            placement =
                    new Placement(changed, found.isEmpty() ? anywhere(changed.shards()) : tasks(changed, locations));
        }
        return placement;
    }

    /** The executors that compute, each with the location that Spark calls it by. */
    private Map<Member, String> executors() {
        List<ExecutorSummary> active = asJava(spark.sc().statusStore().executorList(true));
        boolean onlyDriver = SparkMaster.of(spark.master()).isThisProcess();
        Map<Member, String> locations = new LinkedHashMap<>();
        for (ExecutorSummary executor : active) {
            if (executor.id().equals(DRIVER) == onlyDriver && !executor.isExcluded() && executor.totalCores() > 0) {
                locations.put(
                        new Member(executor.id(), Math.max(1, executor.totalCores() / cpusPerTask)),
                        location(executor));
            }
        }
        return locations;
    }

    /** The name of Spark's {@code TaskLocation}, which an underscore in the host would cut short. */
    private static String location(ExecutorSummary executor) {
        String host = executor.hostPort().replaceFirst(":\\d+$", "").replace('_', '-');
        return "executor_" + host + "_" + executor.id();
    }

    private List<ShardRange> tasks(ShardAssignment assignment, Map<Member, String> locations) {
        List<ShardRange> tasks = new ArrayList<>();
        for (Range range : assignment.ranges()) {
            // Spark asks for more executors only if tasks wait.
            int count = isElastic
                    ? range.size()
                    : Math.min(range.size(), range.member().capacity());
            for (int task = 0; task < count; task++) {
                tasks.add(new ShardRange(
                        range.from() + range.size() * task / count,
                        range.from() + range.size() * (task + 1) / count,
                        locations.getOrDefault(range.member(), "")));
            }
        }
        return List.copyOf(tasks);
    }

    /** A task for each shard, which run as soon as executors come. */
    private static List<ShardRange> anywhere(int shards) {
        List<ShardRange> tasks = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            tasks.add(new ShardRange(shard, shard + 1, ""));
        }
        return List.copyOf(tasks);
    }
}
