package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.ClusterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

class ExecutorWatchTest {
    private final List<String> events = new ArrayList<>();
    private long now;
    private final ExecutorWatch watch =
            new ExecutorWatch("spark://h:7077", Duration.ofSeconds(600), job -> true, () -> now, new Recorder());

    private final class Recorder implements ExecutorWatch.Listener {
        @Override
        public void waiting(String message) {
            events.add(message);
        }

        @Override
        public void expired(ClusterException failure) {
            events.add(failure.getMessage());
        }

        @Override
        public void stuck(ClusterException failure) {
            events.add("stuck");
        }
    }

    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            now += Duration.ofSeconds(1).toNanos();
            watch.check();
        }
    }

    private void jobStarts(int id) {
        watch.onJobStart(new SparkListenerJobStart(
                id, 0, CollectionConverters.asScala(List.<StageInfo>of()).toSeq(), new Properties()));
    }

    private void jobEnds(int id) {
        watch.onJobEnd(new SparkListenerJobEnd(id, 0, JobSucceeded$.MODULE$));
    }

    private void executorComes(String id) {
        watch.onExecutorAdded(new SparkListenerExecutorAdded(
                0, id, new ExecutorInfo("host", 1, Map$.MODULE$.<String, String>empty())));
    }

    private void executorGoes(String id, String reason) {
        watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, id, reason));
    }

    @Test
    void jobWithoutAnyExecutor_isReportedAndThenFails() {
        jobStarts(0);
        pass(14);
        assertThat(events).isEmpty();
        pass(1);
        assertThat(events)
                .containsExactly(
                        "No executor has registered yet. Waiting for executors of spark://h:7077, at most 600 s.");
        events.clear();
        pass(584);
        assertThat(events).isEmpty();
        pass(1);
        assertThat(events)
                .singleElement()
                .asString()
                .startsWith("Cannot continue on spark://h:7077: there has been no executor for 600 s.")
                .contains("--executor-timeout");
        pass(9);
        assertThat(events).hasSize(1);
        pass(1);
        assertThat(events).last().isEqualTo("stuck");
    }

    @Test
    void jobWhoseExecutorsAreAllLost_isReportedWithTheReasonOfTheLast() {
        executorComes("0");
        executorComes("1");
        jobStarts(0);
        pass(1000);
        executorGoes("1", "Worker shutting down");
        pass(1000);
        assertThat(events).isEmpty();
        executorGoes("0", "Command exited with code 137.\nmore");
        pass(15);
        assertThat(events)
                .containsExactly("All executors are lost, the last being executor 0: Command exited with code 137."
                        + " Waiting for executors of spark://h:7077, at most 600 s.");
    }

    @Test
    void executorThatComes_endsTheWait_andAnotherLossBeginsANewOne() {
        jobStarts(0);
        pass(500);
        executorComes("0");
        pass(1000);
        events.clear();
        executorGoes("0", "lost");
        pass(599);
        assertThat(events).hasSize(1);
        jobEnds(0);
        pass(1000);
        assertThat(events).hasSize(1);
    }

    @Test
    void sessionWithoutJobs_needsNoExecutors() {
        executorComes("0");
        executorGoes("0", "idle for 60 s");
        pass(1000);
        assertThat(events).isEmpty();
    }
}
