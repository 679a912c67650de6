package io.kindling.driver.internal.cluster;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.DataSchema;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;

/**
 * The memory that rows take, which is known before they are read, against what the processes have that will hold them.
 *
 * @param rows how many rows, for training and validation
 * @param bytesPerRow what one of them takes
 */
record RowMemory(long rows, long bytesPerRow) {
    private static final long MEBIBYTE = 1 << 20;
    private static final String DRIVER = "driver";
    private static final String REMEDY = ", or use fewer rows (--limit).";

    /** What a JVM with a program needs of its heap beside the rows. */
    static final long PROGRAM_BYTES = 48 * MEBIBYTE;
    /** The same with Spark. */
    static final long SPARK_BYTES = 256 * MEBIBYTE;

    /** What is in memory while rows are placed, in parts of the rows. */
    private static final int PLACING_PART = 4;

    /** The row's number and its place in the shuffle. */
    private static final int ID_BYTES = Long.BYTES + Integer.BYTES;

    static RowMemory of(DataSchema schema, long rows) {
        long features = schema.featureShape().size() * schema.featureType().bytes();
        long labels = schema.labelShape().size() * schema.labelType().bytes();
        return new RowMemory(rows, features + labels + (schema.weighted() ? Float.BYTES : 0) + ID_BYTES);
    }

    private long bytes() {
        return Math.multiplyExact(rows, bytesPerRow);
    }

    /**
     * Checks that the processes of a session have room for the rows.
     *
     * @throws SettingsException if they have not; the message has figures and settings
     */
    void requireRoom(SparkContext spark) {
        if (SparkMaster.of(spark.master()).isThisProcess()) {
            requireRoomHere(Runtime.getRuntime().maxMemory(), SPARK_BYTES);
            return;
        }
        List<ExecutorSummary> executors = asJava(spark.statusStore().executorList(true)).stream()
                .filter(executor -> !executor.id().equals(DRIVER))
                .toList();
        // An executor that has just registered has not told its memory yet. With dynamic allocation, more may come.
        boolean known = executors.stream().allMatch(executor -> executor.maxMemory() > 0);
        if (!executors.isEmpty() && known && !spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            requireRoomOn(
                    executors.size(),
                    executors.stream().mapToLong(ExecutorSummary::maxMemory).sum());
        }
    }

    /**
     * Checks that this process has room for the rows.
     *
     * @param heap its largest heap
     * @param beside what it needs beside the rows
     * @throws SettingsException if it has not
     */
    void requireRoomHere(long heap, long beside) {
        long needed = Math.addExact(bytes() + bytes() / PLACING_PART, beside);
        if (needed > heap) {
            throw new SettingsException("Cannot hold " + described() + ": this process has a heap of " + megabytes(heap)
                    + " MB, and needs " + megabytes(needed) + ". Give it that (KINDLING_JAVA_OPTS=-Xmx"
                    + megabytes(needed) + "m, or spark-submit --driver-memory " + megabytes(needed) + "m)" + REMEDY);
        }
    }

    /** @param storage what the executors keep for data, in all */
    void requireRoomOn(int executors, long storage) {
        if (bytes() > storage) {
            throw new SettingsException("Cannot hold " + described() + ": " + executors
                    + (executors == 1 ? " executor keeps " : " executors keep ") + megabytes(storage)
                    + " MB for data, about half of their heaps. Give them more memory"
                    + " (--conf spark.executor.memory=...; for local-cluster[...], increase the last number, in MiB),"
                    + " or use more executors" + REMEDY);
        }
    }

    private String described() {
        return String.format(Locale.ROOT, "%,d rows of %,d bytes, %,d MB", rows, bytesPerRow, megabytes(bytes()));
    }

    private static long megabytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }
}
