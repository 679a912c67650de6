package io.kindling.driver.spark;

import io.kindling.io.Json;
import io.kindling.nn.Config;
import io.kindling.worker.DescribeMachine;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The executors of a session, each asked by a task what computes in it. */
public final class Executors {
    private static final int MOST_ROUNDS = 50;

    private Executors() {}

    /** What {@link io.kindling.worker.Machine#describe} says on each of them. */
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
        } while (byId.size() < known(session) && round < MOST_ROUNDS);
        return byId.values();
    }

    /** How many machines compute: the executors, or without any the driver. */
    private static int known(SparkSession session) {
        return Math.max(1, registered(session));
    }

    /** How many have registered; the driver is none of them. */
    public static int registered(SparkSession session) {
        return session.sparkContext().getExecutorMemoryStatus().size() - 1;
    }
}
