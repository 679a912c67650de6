package io.kindling.program.internal.collective;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Launches threads, each with its own replica, which may fail on purpose. */
final class ThreadLauncher implements WorkerLauncher {
    final List<Integer> attempts = new ArrayList<>();
    private final int ranks;
    private final int maxAttempts;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger computed = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable ProgramSpec spec;
    private Predicate<PhaseCall> failing = call -> false;

    ThreadLauncher(int ranks) {
        this(ranks, 1);
    }

    ThreadLauncher(int ranks, int attempts) {
        this.ranks = ranks;
        this.maxAttempts = attempts;
    }

    void program(ProgramSpec program) {
        this.spec = program;
    }

    /** Fails in the last shard, which the last rank computes. */
    ThreadLauncher failingAt(Predicate<PhaseCall> when) {
        failing = when;
        return this;
    }

    ThreadLauncher failingOnceAt(Predicate<PhaseCall> when) {
        AtomicInteger times = new AtomicInteger();
        return failingAt(call -> when.test(call) && times.getAndIncrement() == 0);
    }

    int launches() {
        return attempts.size();
    }

    /** How many threads run. */
    int running() {
        return running.get();
    }

    /** Shards of phases computed so far. */
    int computed() {
        return computed.get();
    }

    /** Waits until the group computes no more steps ahead. */
    void awaitQuiescence() {
        int before;
        do {
            before = computed.get();
            for (int i = 0; i < 100; i++) {
                Thread.yield();
            }
        } while (computed.get() != before);
    }

    @Override
    public int ranks() {
        return ranks;
    }

    @Override
    public int attempts() {
        return maxAttempts;
    }

    @Override
    public String executor() {
        return "";
    }

    @Override
    public void launch(GroupSession session, int attempt) {
        attempts.add(attempt);
        threads.clear();
        for (int i = 0; i < ranks; i++) {
            int rank = i;
            Thread thread = new Thread(() -> run(session, rank));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(GroupSession session, int rank) {
        running.incrementAndGet();
        try (Replica replica = new Replica(Objects.requireNonNull(spec))) {
            session.run(rank, new Failing(replica));
        } finally {
            running.decrementAndGet();
        }
    }

    private final class Failing implements ShardComputation {
        private final Replica replica;

        private Failing(Replica replica) {
            this.replica = replica;
        }

        @Override
        public ShardResult run(
                PhaseCall call,
                int shard,
                ShardBatches rows,
                List<float[]> weights,
                long version,
                GradientBuffer gradient) {
            if (shard == rows.partitioner().shards() - 1 && failing.test(call)) {
                throw new IllegalStateException("lost on purpose");
            }
            computed.incrementAndGet();
            return replica.run(call, shard, rows, weights, version, gradient);
        }

        @Override
        public void prefetch(PhaseCall call, int shard, ShardBatches rows) {
            replica.prefetch(call, shard, rows);
        }

        @Override
        public @Nullable FlatBuffer residentWeights(int model) {
            return replica.residentWeights(model);
        }

        @Override
        public PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> weights) {
            return replica.evaluate(rows, batchSize, weights);
        }
    }

    @Override
    public void requireLaunched() {}

    @Override
    public boolean awaitExit() {
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
