package io.kindling.program.internal.replica;

import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.compile.internal.Plan;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.compile.internal.Trace;
import io.kindling.data.Batch;
import io.kindling.data.ShardBatches;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.program.Step;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Region;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A phase compiled to a plan for one shard and one batch size. The trace holds placeholders for what differs between runs: the
 * ordinal of a random draw instead of its key, and the position of a row in the batch instead of its id.
 */
final class CompiledPhase {
    /** The key from which the keys of a trace's random draws are derived. */
    private static final RandomKey TRACED_KEY = RandomKey.of(0x6b696e646c696e67L);

    /** The largest number of random draws in one phase. */
    private static final int MOST_DRAWS = 1 << 12;

    private final Plan plan;
    private final PhaseInputs inputs;
    private final PlanMemory memory;
    /** The variables that it reads and that are not weights of the program's models. */
    private final List<TrackedValue> constants;

    private final BuiltProgram program;
    private final int rows;
    private final boolean draws;
    /** The indices, in the phase's layout, of the weights whose gradients are exported. */
    private final List<Integer> trained;

    private final long[] termCounts;
    private final List<StateUpdates.Update> updates;
    private final Map<RandomKey, Integer> ordinals;
    /** The buffer that the plan writes gradients to; null before the first run. */
    private @Nullable GradientBuffer exported;

    /** A phase's plan, or the reason why there is none. */
    record Outcome(@Nullable CompiledPhase phase, String reason) {}

    private CompiledPhase(
            BuiltProgram program,
            PlanMemory memory,
            Plan plan,
            Batch batch,
            PartialPhase partial,
            List<Integer> trained,
            Map<RandomKey, Integer> ordinals) {
        this.program = program;
        this.plan = plan;
        this.rows = batch.count();
        this.inputs = new PhaseInputs(plan, memory, batch);
        this.draws = !ordinals.isEmpty();
        this.trained = trained;
        this.memory = memory;
        this.constants = program.undeclared(plan.variables());
        this.termCounts = partial.termCounts();
        this.updates = partial.updates();
        this.ordinals = ordinals;
    }

    /**
     * Traces a phase.
     *
     * @param rows the shard's rows of the batch
     * @param counts the count of each loss term over the whole batch
     */
    static Outcome of(
            BuiltProgram program,
            PhaseCall call,
            int shard,
            int rows,
            long[] counts,
            PlanMemory memory,
            MemoryPool pool) {
        Trace trace = new Trace();
        Batch batch = program.spec().data().symbolicBatch(Rows.placeholders(0, rows));
        List<Tensor> inputs = batch.tensors();
        inputs.forEach(trace::input);
        Step step = new Step(call, shard, program.spec().shards());
        PartialPhase partial = trace.run(() -> PartialPhase.of(program, call, step, batch, counts, TRACED_KEY));
        if (step.isNumberRead()) {
            return new Outcome(null, "it reads the number of its step or epoch, which would be a constant of the plan");
        }
        if (trace.hasEmptyValues()) {
            return new Outcome(null, "");
        }
        Map<RandomKey, Integer> ordinals = new HashMap<>();
        for (RandomKey key : trace.drawnKeys()) {
            Optional<Integer> ordinal = ordinalOf(key);
            if (ordinal.isEmpty()) {
                return new Outcome(null, "it creates random keys of its own, which would be constants of the plan");
            }
            ordinals.put(key, ordinal.get());
        }
        List<Tensor> outputs = new ArrayList<>(List.of(partial.loss()));
        partial.updates().forEach(update -> outputs.add(update.value()));
        List<Tensor> exports = new ArrayList<>();
        List<Integer> trained = new ArrayList<>();
        for (int weight = 0; weight < partial.gradients().size(); weight++) {
            Tensor gradient = partial.gradients().get(weight);
            if (gradient != null) {
                exports.add(gradient);
                trained.add(weight);
            }
        }
        Plan plan = Plan.of(trace, inputs, outputs, exports, memory, pool);
        return new Outcome(new CompiledPhase(program, memory, plan, batch, partial, trained, ordinals), "");
    }

    private static Optional<Integer> ordinalOf(RandomKey key) {
        for (int i = 0; i < MOST_DRAWS; i++) {
            if (TRACED_KEY.with(i).equals(key)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    Plan plan() {
        return plan;
    }

    long[] termCounts() {
        return termCounts.clone();
    }

    /**
     * Runs with the weights in the plan's memory. Results are valid until the next run.
     *
     * @param gradient where the gradient is written; elements of weights that are not trained are left unchanged
     */
    void run(PhaseCall call, ShardBatches from, RandomKey key, GradientBuffer gradient) {
        if (!isExported(gradient)) {
            plan.export(trained.stream().map(gradient::of).toList());
            exported = gradient;
        }
        inputs.write(call, from);
        memory.load(constants);
        if (draws) {
            Rows ids = from.rows(call.epoch(), call.batch());
            plan.run(traced -> key.with(ordinals.getOrDefault(traced, 0)), traced -> traced.resolve(batches -> ids));
        } else {
            plan.run();
        }
    }

    /** Writes the rows of a later run. Does nothing before the first run, which sets where the gradient is written. */
    void prefetch(PhaseCall call, ShardBatches from) {
        if (exported != null) {
            inputs.write(call, from);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same memory
    private boolean isExported(GradientBuffer gradient) {
        return gradient == exported;
    }

    int rows() {
        return rows;
    }

    double loss() {
        return plan.output(0).number(0);
    }

    /** The values of moving statistics over the shard's rows. */
    List<MovingStatistic> changes() {
        return MovingStatistic.of(program, updates, i -> {
            Region value = plan.output(1 + i);
            float[] values = new float[Math.toIntExact(value.tensor().shape().size())];
            value.read(values, 0);
            return values;
        });
    }
}
