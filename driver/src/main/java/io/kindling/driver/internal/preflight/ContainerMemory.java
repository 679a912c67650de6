package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import org.apache.spark.SparkConf;

/**
 * What an executor's container leaves outside Java's heap, against what training needs there. A cluster manager kills a
 * container that exceeds its memory, without a message that names the cause.
 *
 * @param overheadBytes the container's memory outside the heap
 * @param tasks how many tasks an executor runs concurrently
 */
record ContainerMemory(long overheadBytes, int tasks) {
    private static final String OVERHEAD = "spark.executor.memoryOverhead";
    /** Spark's own defaults: a tenth of the heap, and at least this. */
    private static final String MIN_OVERHEAD = "384m";

    private static final double OVERHEAD_FACTOR = 0.1;
    private static final long MEBIBYTE = 1 << 20;

    /** What a JVM with Spark and the kernel libraries takes outside its heap before it computes anything. */
    static final long JVM_BYTES = 256 * MEBIBYTE;

    static ContainerMemory of(SparkConf conf) {
        long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
        long least = conf.getSizeAsBytes("spark.executor.minMemoryOverhead", MIN_OVERHEAD);
        double factor = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_FACTOR);
        long overhead = conf.contains(OVERHEAD)
                ? conf.getSizeAsMb(OVERHEAD, MIN_OVERHEAD) * MEBIBYTE
                : Math.max(least, (long) (factor * heap));
        int cores = conf.getInt("spark.executor.cores", 1);
        return new ContainerMemory(overhead, Math.max(1, cores / conf.getInt("spark.task.cpus", 1)));
    }

    /** Executors in containers have room for the program. */
    static final class Check implements PreflightCheck {
        @Override
        public void require(PreflightFacts facts) {
            SparkMaster master = facts.master();
            if (master instanceof SparkMaster.Yarn || master instanceof SparkMaster.Kubernetes) {
                of(facts.conf()).requireRoomFor(facts.needs().replicaBytes());
            }
        }
    }

    /**
     * @param replicaBytes the off-heap memory of each task
     * @throws SettingsException if it is too much; the message has the setting and its value
     */
    void requireRoomFor(long replicaBytes) {
        long needed = Math.addExact(JVM_BYTES, Math.multiplyExact(replicaBytes, tasks));
        if (needed > overheadBytes) {
            throw new SettingsException("Cannot train in containers this small: outside Java's heap, an executor with "
                    + tasks
                    + (tasks == 1 ? " task" : " concurrent tasks") + " needs about " + mebibytes(needed)
                    + " MiB for native libraries, weights and plans, and its container leaves "
                    + mebibytes(overheadBytes)
                    + ". Set --conf " + OVERHEAD + "=" + mebibytes(needed) + "m, or run fewer tasks per executor.");
        }
    }

    private static long mebibytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }
}
