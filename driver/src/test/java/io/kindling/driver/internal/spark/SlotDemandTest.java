package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
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

    private final BlockingQueue<Integer> submitted = new LinkedBlockingQueue<>();
    private final CountDownLatch started = new CountDownLatch(1);
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

    /** Starts a job of one task, and returns its stage once the demand was told of it. */
    private int hold() throws InterruptedException {
        spark.parallelize(List.of(1), 1).foreachAsync(new Hold());
        return submitted.take();
    }

    /** Returns a demand that heard of a stage before {@link #hold} returns it: listeners of a queue are called in their order. */
    private SlotDemand demand() {
        SlotDemand demand = new SlotDemand(spark.sc(), OWN);
        session.sparkContext()
                .listenerBus()
                .addToQueue(
                        new SparkListener() {
                            @Override
                            public void onStageSubmitted(SparkListenerStageSubmitted event) {
                                submitted.add(event.stageInfo().stageId());
                            }

                            @Override
                            public void onTaskStart(SparkListenerTaskStart event) {
                                started.countDown();
                            }
                        },
                        ShardJobs.QUEUE);
        return demand;
    }

    private Optional<String> look(SlotDemand demand, long afterNanos) {
        return demand.at(System.nanoTime() + afterNanos, Set.of("driver"));
    }

    @Test
    void jobWithoutASlot_isToldOnceItHasWaited() throws InterruptedException {
        spark.setLocalProperty(OWN, "true");
        try (SlotDemand demand = demand()) {
            hold();
            spark.setLocalProperty(OWN, null);
            int stage = hold();
            assertThat(look(demand, -1_000 * SlotDemand.PATIENCE_NANOS)).isEmpty();
            assertThat(look(demand, SlotDemand.PATIENCE_NANOS)).contains("stage " + stage + " of another job");
            assertThat(look(demand, 2 * SlotDemand.PATIENCE_NANOS)).isEmpty();
        }
    }

    @Test
    void jobThatRuns_andTheOwnOne_needNothing() throws InterruptedException {
        try (SlotDemand demand = demand()) {
            hold();
            started.await();
            spark.setLocalProperty(OWN, "true");
            hold();
            assertThat(look(demand, SlotDemand.PATIENCE_NANOS)).isEmpty();
        }
    }
}
