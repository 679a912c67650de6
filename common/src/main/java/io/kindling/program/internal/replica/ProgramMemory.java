package io.kindling.program.internal.replica;

import io.kindling.autodiff.Variable;
import io.kindling.compile.internal.Plan;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.Batch;
import io.kindling.data.RowPartitioner;
import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramSpec;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The off-heap memory that one replica's plans need, computed before anything runs. The plans share an arena as large as the
 * largest plan needs, and the weights that they read. There is one replica for each shard that is computed concurrently. The
 * gradient buffers of phases are separate, one for each shard.
 *
 * @param plans the plans of each phase, of the evaluation and of the prediction
 * @param weightBytes the bytes of all models' weights
 */
public record ProgramMemory(List<Planned> plans, long weightBytes) {
    /**
     * A plan.
     *
     * @param name the name of the phase, or {@code evaluation}, {@code prediction}
     * @param rows the rows of its batch: for a phase, those of the largest shard
     * @param arenaBytes the bytes of its values; 0 if there is no plan
     * @param gradientBytes the bytes of the gradient buffer that a phase's plan writes, for each shard
     * @param text its kernels, one for each line, or why there is no plan
     */
    public record Planned(String name, int rows, long arenaBytes, long gradientBytes, String text) {
        public boolean isPlanned() {
            return arenaBytes > 0;
        }
    }

    public ProgramMemory {
        plans = List.copyOf(plans);
    }

    /** The bytes that a replica of one shard needs to run all plans. */
    public long replicaBytes() {
        return weightBytes
                + plans.stream().mapToLong(Planned::arenaBytes).max().orElse(0)
                + plans.stream().mapToLong(Planned::gradientBytes).sum();
    }

    /**
     * Plans a program without running it.
     *
     * @throws PhaseException if the program's own code throws
     */
    public static ProgramMemory of(ProgramSpec spec) {
        BuiltProgram program = BuiltProgram.of(spec);
        long weights = program.models().values().stream()
                .flatMap(model -> model.weights().stream())
                .mapToLong((Variable weight) -> PlanMemory.allocated(weight))
                .sum();
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            return new ProgramMemory(new Planning(program, memory, pool).all(), weights);
        }
    }

    private record Planning(BuiltProgram program, PlanMemory memory, MemoryPool pool) {
        List<Planned> all() {
            List<Planned> all = new ArrayList<>();
            for (int phase = 0; phase < program.phases().size(); phase++) {
                all.add(phase(phase));
            }
            if (program.hasEvaluation()) {
                all.add(function("evaluation", batch -> CompiledEvaluation.values(program, batch, new ArrayList<>())));
            }
            if (program.hasPrediction()) {
                all.add(function("prediction", batch -> List.of(program.predicted(batch))));
            }
            return all;
        }

        private Planned phase(int number) {
            int batchSize = program.spec().batchSize();
            RowPartitioner partitioner =
                    new RowPartitioner(batchSize, batchSize, program.spec().shards());
            int shard = 0;
            for (int other = 1; other < partitioner.shards(); other++) {
                shard = partitioner.count(other) > partitioner.count(shard) ? other : shard;
            }
            int rows = partitioner.rowsInBatch(0, shard);
            String name = program.phases().get(number).name();
            if (!program.isFloat32()) {
                return unplanned(name, rows, NOT_FLOAT32);
            }
            PhaseCall call = new PhaseCall(0, 0, 0, number, 0);
            long[] counts = new PhaseCounts(program).of(call, batchSize);
            CompiledPhase.Outcome outcome = CompiledPhase.of(program, call, shard, rows, counts, memory, pool);
            return outcome.phase() == null
                    ? unplanned(name, rows, outcome.reason())
                    : planned(
                            name,
                            rows,
                            outcome.phase().plan(),
                            GradientBuffer.allocated(
                                    program.layout(program.phases().get(number))));
        }

        private Planned function(String name, Function<Batch, List<Tensor>> function) {
            int rows = Replica.EVALUATION_BATCH;
            if (!program.isFloat32()) {
                return unplanned(name, rows, NOT_FLOAT32);
            }
            Optional<CompiledFunction> compiled = CompiledFunction.of(
                    program, new CompiledFunction.Key(program.spec().data(), rows), function, memory, pool);
            return compiled.map(found -> planned(name, rows, found.plan(), 0))
                    .orElseGet(() -> unplanned(name, rows, "it draws random numbers"));
        }

        private static final String NOT_FLOAT32 = "its weights are not all float32";

        private static Planned planned(String name, int rows, Plan plan, long gradientBytes) {
            return new Planned(name, rows, plan.allocated(), gradientBytes, plan.dump());
        }

        private static Planned unplanned(String name, int rows, String reason) {
            return new Planned(
                    name,
                    rows,
                    0,
                    0,
                    "computed operation by operation: "
                            + (reason.isEmpty() ? "it has tensors without elements" : reason) + "\n");
        }
    }
}
