package io.kindling.driver.internal.spark;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/**
 * A task of a failed job whose executor was lost each time that it was computed, as Spark's message tells.
 *
 * @param index the task's number in its job
 * @param attempts how often it was computed
 * @param executor the last executor that computed it
 * @param host where that was
 * @param lastWords why it was lost
 */
record LostTask(int index, int attempts, String executor, String host, String lastWords) {
    private static final Pattern MESSAGE = Pattern.compile(
            "Task (\\d+) in stage \\S+ failed (\\d+) times?, most recent failure: Lost task \\S+ in stage \\S+"
                    + " \\(TID \\d+\\) \\((\\S+) executor (\\S+)\\): ExecutorLostFailure \\([^\\n]*\\) Reason: ([^\\n]*)");

    /** Returns the task; empty if the job failed for another reason. */
    static Optional<LostTask> of(SparkException failure) {
        Matcher lost = MESSAGE.matcher(String.valueOf(failure.getMessage()));
        return lost.find()
                ? Optional.of(new LostTask(
                        Integer.parseInt(lost.group(1)),
                        Integer.parseInt(lost.group(2)),
                        lost.group(4),
                        lost.group(3),
                        lost.group(5).replaceFirst("\\.$", "")))
                : Optional.empty();
    }

    /** How the executors ended, for messages. */
    String end() {
        return end(attempts, executor, host, lastWords);
    }

    /**
     * How executors ended, for messages.
     *
     * @param attempts how many there were
     * @param executor the last one
     * @param host where that was
     * @param lastWords why it was lost
     */
    static String end(int attempts, String executor, String host, String lastWords) {
        return (attempts == 1
                        ? "the executor that computed it was lost"
                        : "each of " + attempts + " executors that" + " computed it was lost")
                + "; executor " + executor + " on " + host + " with: " + lastWords
                + ". Does the program end its process, or need more memory than an executor has"
                + " (--conf spark.executor.memory=8g, spark.executor.memoryOverhead=2g)?";
    }
}
