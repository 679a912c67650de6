package io.kindling.program.internal.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worker groups whose ranks wait for each other, and ranks that fail or do not reach the barrier. */
@Timeout(60)
class WorkerGroupTest {
    private static final ShardComputation UNUSED = new ShardComputation() {
        @Override
        public ShardResult run(
                PhaseCall call,
                int shard,
                ShardBatches rows,
                List<float[]> weights,
                long version,
                GradientBuffer gradient) {
            throw new AssertionError("Unexpected call.");
        }

        @Override
        public FlatBuffer residentWeights(int model) {
            throw new AssertionError("Unexpected call.");
        }

        @Override
        public void prefetch(PhaseCall call, int shard, ShardBatches rows) {
            throw new AssertionError("Unexpected call.");
        }

        @Override
        public PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> weights) {
            throw new AssertionError("Unexpected call.");
        }
    };

    /** If there are more ranks than cores, they park without spinning. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void barrier_makesEarlierWritesOfAllRanksVisible(int size) {
        int rounds = 3_000;
        WorkerGroup group = new WorkerGroup(size, size, WorkerGroup.TIMEOUT);
        AtomicIntegerArray counts = new AtomicIntegerArray(size);
        int[] errors = new int[size];
        WorkerGroup.GroupTask task = (rank, unused, barrier) -> {
            int before = counts.incrementAndGet(rank);
            barrier.await(rank);
            for (int i = 0; i < size; i++) {
                errors[rank] += counts.get(i) == before ? 0 : 1;
            }
            barrier.await(rank);
        };
        List<Thread> others = followers(group, 1, size);
        for (int i = 0; i < rounds; i++) {
            group.lead(task, UNUSED);
        }
        group.shutdown();
        others.forEach(WorkerGroupTest::join);
        assertThat(errors).containsOnly(0);
        assertThat(counts.get(size - 1)).isEqualTo(rounds);
    }

    @Test
    void earlyRank_worksWhileWaiting_andTheLastRankDoesNotWaitForThatWork() {
        WorkerGroup group = new WorkerGroup(2, 2, WorkerGroup.TIMEOUT);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch passed = new CountDownLatch(1);
        AtomicIntegerArray counts = new AtomicIntegerArray(2);
        List<Thread> others = followers(group, 1, 2);
        group.lead(
                (rank, unused, barrier) -> {
                    if (rank == 1) {
                        await(started);
                    }
                    barrier.await(rank, () -> {
                        counts.incrementAndGet(rank);
                        started.countDown();
                        await(passed);
                    });
                    passed.countDown();
                },
                UNUSED);
        group.shutdown();
        others.forEach(WorkerGroupTest::join);
        assertThat(counts.get(0)).isEqualTo(1);
        assertThat(counts.get(1)).isZero();
    }

    private static List<Thread> followers(WorkerGroup group, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(rank -> {
                    Thread thread = new Thread(() -> group.follow(rank, UNUSED));
                    thread.setDaemon(true);
                    thread.start();
                    return thread;
                })
                .toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void missingRank_isNamedWithItsShards() {
        WorkerGroup group = new WorkerGroup(3, 8, Duration.ofMillis(50));
        List<Thread> others = followers(group, 1, 2);
        assertThatThrownBy(() -> group.lead((rank, unused, barrier) -> {}, UNUSED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot continue: rank 2 (shards 5 to 7) did not reach the barrier within");
        assertThat(group.isShutdown()).isTrue();
        others.forEach(WorkerGroupTest::join);
    }

    @Test
    void rankThatThrows_shutsTheGroupDownWithItsCause() {
        WorkerGroup group = new WorkerGroup(2, 2, WorkerGroup.TIMEOUT);
        List<Thread> others = followers(group, 1, 2);
        assertThatThrownBy(() -> group.lead(
                        (rank, unused, barrier) -> {
                            if (rank == 1) {
                                throw new IllegalStateException("no more memory");
                            }
                            barrier.await(rank);
                        },
                        UNUSED))
                .hasMessageContaining("no more memory")
                .hasRootCauseMessage("no more memory");
        others.forEach(WorkerGroupTest::join);
    }

    @Test
    void brokenBarrier_isReportedWithoutAStackTrace() {
        SpinBarrier barrier = new SpinBarrier(2, Duration.ofSeconds(30), rank -> "rank " + rank);
        barrier.breakBarrier();
        assertThatThrownBy(() -> barrier.await(0))
                .isInstanceOf(SpinBarrier.BrokenBarrier.class)
                .satisfies(broken -> assertThat(broken.getStackTrace()).isEmpty());
    }

    @Test
    void interruptWhileOthersCompute_endsTheWaitAndKeepsTheInterruptStatus() {
        WorkerGroup group = new WorkerGroup(2, 2, WorkerGroup.TIMEOUT);
        List<Thread> others = followers(group, 1, 2);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> leader = new AtomicReference<>(Thread.currentThread());
        assertThatThrownBy(() -> group.lead(
                        (rank, unused, barrier) -> {
                            if (rank == 1) {
                                leader.get().interrupt();
                                await(release);
                            }
                            barrier.awaitInterruptibly(rank, SpinBarrier.NO_WORK);
                        },
                        UNUSED))
                .hasMessage("Interrupted while shards were computing.");
        assertThat(Thread.interrupted()).isTrue();
        release.countDown();
        others.forEach(WorkerGroupTest::join);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
