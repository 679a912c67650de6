package io.kindling.program;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hires threads, each with a replica of its own, which may fail on purpose. */
final class ThreadHiring implements Hiring {
    final List<Integer> attempts = new ArrayList<>();
    private final int participants;
    private final int most;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger computed = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable ProgramSpec spec;
    private Predicate<PhaseCall> failing = call -> false;

    ThreadHiring(int participants) {
        this(participants, 1);
    }

    ThreadHiring(int participants, int attempts) {
        this.participants = participants;
        this.most = attempts;
    }

    void program(ProgramSpec program) {
        this.spec = program;
    }

    /** Fails in the last participant's shards. */
    ThreadHiring failingAt(Predicate<PhaseCall> when) {
        failing = when;
        return this;
    }

    ThreadHiring failingOnceAt(Predicate<PhaseCall> when) {
        AtomicInteger times = new AtomicInteger();
        return failingAt(call -> when.test(call) && times.getAndIncrement() == 0);
    }

    int shifts() {
        return attempts.size();
    }

    int working() {
        return working.get();
    }

    /** Shards of phases computed so far. */
    int computed() {
        return computed.get();
    }

    /** Waits until the crew computes nothing more: it is as far ahead as it gets. */
    void letRun() {
        int before;
        do {
            before = computed.get();
            for (int i = 0; i < 100; i++) {
                Thread.yield();
            }
        } while (computed.get() != before);
    }

    @Override
    public int participants() {
        return participants;
    }

    @Override
    public int attempts() {
        return most;
    }

    @Override
    public String place() {
        return "";
    }

    @Override
    public void hire(Shift shift, int attempt) {
        attempts.add(attempt);
        threads.clear();
        for (int i = 0; i < participants; i++) {
            int participant = i;
            Thread thread = new Thread(() -> work(shift, participant));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void work(Shift shift, int participant) {
        working.incrementAndGet();
        try (Replica replica = new Replica(java.util.Objects.requireNonNull(spec))) {
            shift.work(participant, new Failing(replica));
        } finally {
            working.decrementAndGet();
        }
    }

    private final class Failing implements ShardComputation {
        private final Replica replica;

        private Failing(Replica replica) {
            this.replica = replica;
        }

        @Override
        public ShardResult run(
                PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, GradientMemory gradient) {
            if (shard == rows.ownership().shards() - 1 && failing.test(call)) {
                throw new IllegalStateException("lost on purpose");
            }
            computed.incrementAndGet();
            return replica.run(call, shard, rows, weights, gradient);
        }

        @Override
        public void expect(PhaseCall call, int shard, ShardBatches rows) {
            replica.expect(call, shard, rows);
        }

        @Override
        public @Nullable FlatRegions copyOf(int model) {
            return replica.copyOf(model);
        }

        @Override
        public EvaluationShare evaluate(Examples rows, int batchSize, List<float[]> weights) {
            return replica.evaluate(rows, batchSize, weights);
        }
    }

    @Override
    public void requireComing() {}

    @Override
    public boolean left() {
        try {
            for (Thread thread : threads) {
                thread.join(10_000);
            }
            return threads.stream().noneMatch(Thread::isAlive);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        return new IllegalStateException("Cannot continue: " + cause, cause);
    }

    @Override
    public void close() {}
}
