package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.worker.internal.machine.ProcessReport;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * What is known before the first step.
 *
 * @param conf the session's settings
 * @param needs what the program needs
 * @param driver this process
 * @param executors the executors that answered; none if this process computes
 */
record PreflightFacts(SparkMaster master, SparkConf conf, Needs needs, ProcessReport driver, List<Executor> executors) {
    /**
     * What a program needs.
     *
     * @param shards how many shards are computed concurrently, at most
     * @param replicaBytes the off-heap memory of a task; 0 if that is not known
     * @param resultBytes what the tasks of a job return to the driver, in all
     */
    record Needs(int shards, long replicaBytes, long resultBytes) {}

    /**
     * An executor.
     *
     * @param tasks how many tasks it runs concurrently
     */
    record Executor(ProcessReport report, int tasks) {
        String name() {
            return nameOf(report);
        }
    }

    PreflightFacts {
        executors = List.copyOf(executors);
    }

    /** The driver and the executors. */
    Stream<ProcessReport> processes() {
        return Stream.concat(Stream.of(driver), executors.stream().map(Executor::report));
    }

    /** Names the executors that something is true of: the first one, and how many others; empty if there are none. */
    String named(Predicate<Executor> condition) {
        List<Executor> found = executors.stream().filter(condition).toList();
        if (found.isEmpty()) {
            return "";
        }
        int others = found.size() - 1;
        return found.get(0).name()
                + (others == 0 ? "" : others == 1 ? " and another one" : " and " + others + " others");
    }

    static String nameOf(ProcessReport process) {
        return (process.id().equals("driver") ? "the driver" : "executor " + process.id()) + " on " + process.host();
    }

    static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
