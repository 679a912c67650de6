package io.kindling.worker.internal;

import java.util.function.Supplier;
import org.apache.spark.SparkEnv;

/**
 * Tells that memory was not enough for rows. Spark would end the whole process, in local mode the driver's, without a word on
 * what the memory was for.
 */
public final class HeapLimit {
    private static final String DRIVER = "driver";

    private HeapLimit() {}

    /**
     * Computes something that needs memory for rows.
     *
     * @param what what is held, for the message
     * @throws HeapException if the heap is too small
     */
    public static <T> T within(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError full) {
            // Not as the cause: where the message is read, it would look like an error of that process.
            throw new HeapException(message(what));
        }
    }

    private static String message(String what) {
        String id = SparkEnv.get() == null ? DRIVER : SparkEnv.get().executorId();
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return id.equals(DRIVER)
                ? "Cannot hold " + what + ": this process has a heap of " + megabytes
                        + " MB. Give it more (KINDLING_JAVA_OPTS=-Xmx..., or spark-submit --driver-memory), or train on"
                        + " fewer rows (--limit)."
                : "Cannot hold " + what + ": executor " + id + " has a heap of " + megabytes
                        + " MB. Give executors more (--conf spark.executor.memory=...), use more executors, or train on"
                        + " fewer rows (--limit).";
    }
}
