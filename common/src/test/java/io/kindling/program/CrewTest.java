package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Participants that meet, and those that do not come. */
@Timeout(60)
class CrewTest {
    private static final ShardComputation NOTHING = new ShardComputation() {
        @Override
        public ShardResult run(
                PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, GradientMemory gradient) {
            throw new AssertionError("Nothing is to be computed here.");
        }

        @Override
        public FlatRegions copyOf(int model) {
            throw new AssertionError("Nothing is to be computed here.");
        }

        @Override
        public void expect(PhaseCall call, int shard, ShardBatches rows) {
            throw new AssertionError("Nothing is to be computed here.");
        }

        @Override
        public EvaluationShare evaluate(Examples rows, int batchSize, List<float[]> weights) {
            throw new AssertionError("Nothing is to be computed here.");
        }
    };

    /** More participants than cores park, fewer spin first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void meetings_areAfterWhatAllDidBefore(int size) {
        int rounds = 3_000;
        Crew crew = new Crew(size, size, Crew.LIMIT);
        AtomicIntegerArray did = new AtomicIntegerArray(size);
        int[] wrong = new int[size];
        Crew.Work work = (participant, nothing, meeting) -> {
            int before = did.incrementAndGet(participant);
            meeting.await(participant);
            for (int i = 0; i < size; i++) {
                wrong[participant] += did.get(i) == before ? 0 : 1;
            }
            meeting.await(participant);
        };
        List<Thread> others = followers(crew, 1, size);
        for (int i = 0; i < rounds; i++) {
            crew.lead(work, NOTHING);
        }
        crew.dismiss();
        others.forEach(CrewTest::join);
        assertThat(wrong).containsOnly(0);
        assertThat(did.get(size - 1)).isEqualTo(rounds);
    }

    @Test
    void whoComesFirst_doesSomethingMeanwhile_whichTheLastDoesNotWaitFor() {
        Crew crew = new Crew(2, 2, Crew.LIMIT);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch passed = new CountDownLatch(1);
        AtomicIntegerArray did = new AtomicIntegerArray(2);
        List<Thread> others = followers(crew, 1, 2);
        crew.lead(
                (participant, nothing, meeting) -> {
                    if (participant == 1) {
                        await(begun);
                    }
                    meeting.await(participant, () -> {
                        did.incrementAndGet(participant);
                        begun.countDown();
                        await(passed);
                    });
                    passed.countDown();
                },
                NOTHING);
        crew.dismiss();
        others.forEach(CrewTest::join);
        assertThat(did.get(0)).isEqualTo(1);
        assertThat(did.get(1)).isZero();
    }

    private static List<Thread> followers(Crew crew, int from, int to) {
        return java.util.stream.IntStream.range(from, to)
                .mapToObj(participant -> {
                    Thread thread = new Thread(() -> crew.follow(participant, NOTHING));
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
    void participantThatDoesNotCome_isNamedWithItsShards() {
        Crew crew = new Crew(3, 8, Duration.ofMillis(50));
        List<Thread> others = followers(crew, 1, 2);
        assertThatThrownBy(() -> crew.lead((participant, nothing, meeting) -> {}, NOTHING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot continue: participant 2 (shards 5 to 7) did not come within");
        assertThat(crew.isDismissed()).isTrue();
        others.forEach(CrewTest::join);
    }

    @Test
    void participantWhoseWorkThrows_endsTheCrewWithItsCause() {
        Crew crew = new Crew(2, 2, Crew.LIMIT);
        List<Thread> others = followers(crew, 1, 2);
        assertThatThrownBy(() -> crew.lead(
                        (participant, nothing, meeting) -> {
                            if (participant == 1) {
                                throw new IllegalStateException("no more memory");
                            }
                            meeting.await(participant);
                        },
                        NOTHING))
                .hasMessageContaining("no more memory")
                .hasRootCauseMessage("no more memory");
        others.forEach(CrewTest::join);
    }

    @Test
    void interruptedWhileOthersCompute_leavesAndKeepsTheInterruption() {
        Crew crew = new Crew(2, 2, Crew.LIMIT);
        List<Thread> others = followers(crew, 1, 2);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> leader = new AtomicReference<>(Thread.currentThread());
        assertThatThrownBy(() -> crew.lead(
                        (participant, nothing, meeting) -> {
                            if (participant == 1) {
                                leader.get().interrupt();
                                await(release);
                            }
                            meeting.awaitComputed(participant, Meeting.NOTHING);
                        },
                        NOTHING))
                .hasMessage("Interrupted while shards were computing.");
        assertThat(Thread.interrupted()).isTrue();
        release.countDown();
        others.forEach(CrewTest::join);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
