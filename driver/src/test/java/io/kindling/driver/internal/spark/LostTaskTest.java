package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class LostTaskTest {
    @Test
    void taskThatEndsItsExecutors_isFoundInSparksMessage() {
        SparkException failure = new SparkException("Job aborted due to stage failure: Task 1 in stage 15.0 failed 4"
                + " times, most recent failure: Lost task 1.3 in stage 15.0 (TID 33) (127.0.0.1 executor 5):"
                + " ExecutorLostFailure (executor 5 exited caused by one of the running tasks) Reason: Command exited"
                + " with code 42\nDriver stacktrace:");
        assertThat(LostTask.of(failure)).contains(new LostTask(1, 4, "5", "127.0.0.1", "Command exited with code 42"));
    }

    @Test
    void jobThatFailedForAnotherReason_hasNone() {
        assertThat(LostTask.of(
                        new SparkException("Job aborted due to stage failure: Task 1 in stage 5.0 failed 1 times,"
                                + " most recent failure: Lost task 1.0 in stage 5.0 (TID 19) (127.0.0.1 executor 0):"
                                + " java.lang.IllegalStateException: cannot read")))
                .isEmpty();
    }
}
