package io.kindling.driver.internal.spark;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spark's master with executor processes on this machine: {@code local-cluster[EXECUTORS,CORES,MEGABYTES]}.
 *
 * @param executors how many processes
 * @param coresEach how many tasks each executor runs concurrently
 * @param megabytesEach the memory of each executor, in MiB
 */
public record LocalCluster(int executors, int coresEach, int megabytesEach) {
    private static final Pattern MASTER =
            Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");

    /** Parses a master URL; empty if it is another kind of master. */
    public static Optional<LocalCluster> of(String master) {
        Matcher cluster = MASTER.matcher(master);
        return cluster.matches()
                ? Optional.of(new LocalCluster(
                        Integer.parseInt(cluster.group(1)),
                        Integer.parseInt(cluster.group(2)),
                        Integer.parseInt(cluster.group(3))))
                : Optional.empty();
    }

    /** How many tasks run concurrently, over all executors. */
    public int cores() {
        return executors * coresEach;
    }
}
