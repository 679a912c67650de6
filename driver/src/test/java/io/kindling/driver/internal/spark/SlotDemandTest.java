package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotDemandTest {
    private static final String OWN = "test.own";

    private static CountDownLatch released = new CountDownLatch(1);

    private SparkSession session;
    private JavaSparkContext spark;

    /** A task that ends when the test does. */
    private static final class Hold implements VoidFunction<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public void call(Integer value) throws InterruptedException {
            released.await();
        }
    }

    @BeforeEach
    void startSpark() {
        released = new CountDownLatch(1);
        session = Sessions.start(SparkMaster.Local.threads(1), Map.of());
        spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    @AfterEach
    void stopSpark() {
        released.countDown();
        session.stop();
    }

    /** Starts a job of one task, and returns its stage once that is submitted. */
    private int hold() {
        JavaFutureAction<Void> job = spark.parallelize(List.of(1), 1).foreachAsync(new Hold());
        int id = job.jobIds().get(0);
        while (spark.statusTracker().getJobInfo(id) == null) {
            Thread.onSpinWait();
        }
        int stage = spark.statusTracker().getJobInfo(id).stageIds()[0];
        while (IntStream.of(spark.statusTracker().getActiveStageIds()).noneMatch(active -> active == stage)) {
            Thread.onSpinWait();
        }
        return stage;
    }

    private void awaitEvents() throws TimeoutException {
        session.sparkContext().listenerBus().waitUntilEmpty();
    }

    private Optional<String> look(SlotDemand demand, long afterNanos) {
        return demand.at(System.nanoTime() + afterNanos, Set.of("driver"));
    }

    @Test
    void jobWithoutASlot_isToldOnceItHasWaited() throws TimeoutException {
        spark.setLocalProperty(OWN, "true");
        try (SlotDemand demand = new SlotDemand(spark.sc(), OWN)) {
            hold();
            spark.setLocalProperty(OWN, null);
            int stage = hold();
            awaitEvents();
            assertThat(look(demand, -1_000 * SlotDemand.PATIENCE_NANOS)).isEmpty();
            assertThat(look(demand, SlotDemand.PATIENCE_NANOS)).contains("stage " + stage + " of another job");
            assertThat(look(demand, 2 * SlotDemand.PATIENCE_NANOS)).isEmpty();
        }
    }

    @Test
    void jobThatRuns_andTheOwnOne_needNothing() throws TimeoutException, InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        session.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onTaskStart(SparkListenerTaskStart event) {
                started.countDown();
            }
        });
        try (SlotDemand demand = new SlotDemand(spark.sc(), OWN)) {
            hold();
            started.await();
            spark.setLocalProperty(OWN, "true");
            hold();
            awaitEvents();
            assertThat(look(demand, SlotDemand.PATIENCE_NANOS)).isEmpty();
        }
    }
}
