package io.kindling.driver.internal.spark;

import io.kindling.config.Config;
import io.kindling.io.internal.Json;
import io.kindling.worker.internal.machine.DescribeMachine;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Describes the executors of a session by running tasks on them. */
public final class Executors {
    private static final int MAX_ROUNDS = 50;

    private Executors() {}

    /** The result of {@link io.kindling.worker.internal.machine.Machine#describe} on each executor. */
    public static Collection<Config> describe(SparkSession session) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        Map<String, Config> byId = new TreeMap<>();
        int round = 0;
        do {
            int tasks = Math.max(2, spark.defaultParallelism());
            for (String json : spark.parallelize(
                            IntStream.range(0, tasks).boxed().toList(), tasks)
                    .map(new DescribeMachine())
                    .collect()) {
                Config executor = Json.parse(json);
                byId.put(executor.string("id"), executor);
            }
            round++;
        } while (byId.size() < computing(session) && round < MAX_ROUNDS);
        return byId.values();
    }

    /** How many processes compute: the executors, or the driver if there are none. */
    private static int computing(SparkSession session) {
        return Math.max(1, registered(session));
    }

    /** How many executors have registered, without the driver. */
    public static int registered(SparkSession session) {
        return session.sparkContext().getExecutorMemoryStatus().size() - 1;
    }
}
