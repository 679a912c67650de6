package io.kindling.driver.table.internal;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What the tasks of a query spend their time on, in seconds over all of them. For information: a task that is repeated counts
 * again.
 */
public final class StreamClock implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final double NANOS = 1e9;

    private final LongAccumulator reading;
    private final LongAccumulator decoding;
    private final LongAccumulator computing;
    private final LongAccumulator whole;

    public StreamClock(SparkContext spark) {
        reading = spark.longAccumulator();
        decoding = spark.longAccumulator();
        computing = spark.longAccumulator();
        whole = spark.longAccumulator();
    }

    /** Begins a task: its time until its end is counted. */
    public void begin() {
        TaskContext task = TaskContext.get();
        if (task != null) {
            long start = System.nanoTime();
            TaskCompletionListener stop = done -> whole.add(System.nanoTime() - start);
            task.addTaskCompletionListener(stop);
        }
    }

    /**
     * Counts the time of a batch's rows.
     *
     * @param nanos the time of getting and decoding them
     * @param decoded the part that took decoding
     */
    public void read(long nanos, long decoded) {
        decoding.add(Math.min(nanos, decoded));
        reading.add(nanos - Math.min(nanos, decoded));
    }

    public void computed(long nanos) {
        computing.add(nanos);
    }

    /** Seconds that all tasks together spent on reading files, on decoding rows, on computing, and on writing. */
    public record Times(double read, double decode, double compute, double write) {
        /** What took the most of the time. */
        public String bound() {
            return asMap().entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
        }

        /** Describes the times in a line. */
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "All tasks together: read %.1f s, decode %.1f s, compute %.1f s, write %.1f s; most of it: %s.",
                    read,
                    decode,
                    compute,
                    write,
                    bound());
        }

        public Map<String, Double> asMap() {
            Map<String, Double> times = new LinkedHashMap<>();
            times.put("read", read);
            times.put("decode", decode);
            times.put("compute", compute);
            times.put("write", write);
            return times;
        }
    }

    public Times times() {
        double read = reading.value() / NANOS;
        double decode = decoding.value() / NANOS;
        double compute = computing.value() / NANOS;
        return new Times(read, decode, compute, Math.max(0, whole.value() / NANOS - read - decode - compute));
    }
}
