package io.kindling.program.internal.collective;

import com.sun.management.ThreadMXBean;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.PhaseCall;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.RunSettings;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.train.Runner;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the cost of a step without its kernels: two shards, on one thread and on two, that only write a gradient and keep a
 * copy of the weights. Prints the median over short rounds in microseconds a step, the fastest hundredth, which other processes
 * did not disturb, and bytes of heap. Run its {@code main} on the module's test class path.
 */
final class SharedStepBench {
    private static final int STEPS = 50;
    private static final int ROUNDS = 300;
    /** Before the rounds that count: the JIT compiler occupies a core until then. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private SharedStepBench() {}

    /** One dense layer, trained with SGD. */
    public static final class OneLayer implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(p.config().integer("inputs"));
            Optimizer optimizer = SGD.of(0.01);
            Model model = p.model(
                    "m", Model.of(input, Dense.of(p.config().integer("units")).apply(input)));
            p.phase("train")
                    .updates(model)
                    .with(optimizer)
                    .loss((step, batch) -> step.mean(model.call(batch.features(), Mode.TRAINING)));
        }
    }

    /** Computes nothing, but writes a gradient and keeps a copy of the weights, as a replica does. */
    private static final class NoKernels implements ShardComputation {
        private final int units;
        private final float[] gradient;
        private final GradientBuffer copy;

        private NoKernels(BuiltProgram program, int units) {
            this.units = units;
            this.gradient = new float[program.layouts().get(0).size()];
            this.copy = new GradientBuffer(program.layouts().get(0));
        }

        @Override
        public ShardResult run(
                PhaseCall call,
                int shard,
                ShardBatches rows,
                List<float[]> weights,
                long version,
                GradientBuffer memory) {
            memory.all().write(0, gradient.length, gradient, 0);
            return new ShardResult(shard, 32, 0.5, new long[] {32L * units}, List.of(), List.of(), 0);
        }

        @Override
        public void prefetch(PhaseCall call, int shard, ShardBatches rows) {}

        @Override
        public FlatBuffer residentWeights(int model) {
            return copy.all();
        }

        @Override
        public PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> weights) {
            return new PartialEvaluation(0, List.of(), List.of());
        }
    }

    public static void main(String[] args) throws InterruptedException {
        for (int[] size : new int[][] {{784, 70}, {1000, 1338}, {8, 8}}) {
            for (int ranks : new int[] {1, 2}) {
                measure(size[0], size[1], ranks);
            }
        }
    }

    private static void measure(int inputs, int units, int ranks) throws InterruptedException {
        Examples rows = Examples.of(Column.of(new float[64 * inputs], inputs), Column.of(new int[64]));
        Config config = Config.of("inputs", inputs, "units", units);
        BuiltProgram program = Runner.local()
                .settings(RunSettings.DEFAULT.withShards(2))
                .build(OneLayer.class.getName(), config, DataSchema.of(rows));
        RowPartitioner partitioner = new RowPartitioner(64L, 64, 2);
        List<ShardBatches> shards = new ArrayList<>();
        for (int shard = 0; shard < 2; shard++) {
            shards.add(new ShardBatches(rows.read(partitioner.rows(shard)), partitioner, shard, Shuffle.NONE, 1));
        }
        TrainingState state = TrainingState.initial(program);
        SharedStep step = new SharedStep(program, state, shards, ranks, "");
        WorkerGroup group = new WorkerGroup(ranks, 2, WorkerGroup.TIMEOUT);
        Thread other = new Thread(() -> group.follow(1, new NoKernels(program, units)));
        if (ranks == 2) {
            other.start();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        NoKernels leader = new NoKernels(program, units);
        double[] micros = new double[ROUNDS];
        long bytes = 0;
        long begun = System.nanoTime();
        for (int round = 0; round < ROUNDS; round += System.nanoTime() - begun < WARM_UP_NANOS ? 0 : 1) {
            long before = allocated(threads, other);
            long start = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                step.lead(group, leader).result(program);
                state.epochDone(program);
            }
            micros[round] = (System.nanoTime() - start) / 1e3 / STEPS;
            bytes = allocated(threads, other) - before;
        }
        group.shutdown();
        other.join();
        Arrays.sort(micros);
        System.out.printf(
                "%,d weights, %d ranks: %.1f us a step (%.1f in the fastest hundredth of rounds), %d bytes a step%n",
                program.layouts().get(0).size(), ranks, micros[ROUNDS / 2], micros[ROUNDS / 100], bytes / STEPS);
    }

    private static long allocated(ThreadMXBean threads, Thread other) {
        long own = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        return own + Math.max(0, threads.getThreadAllocatedBytes(other.getId()));
    }
}
