package io.kindling.program;

import io.kindling.autodiff.Variable;
import io.kindling.compile.Plan;
import io.kindling.compile.PlanMemory;
import io.kindling.compile.Trace;
import io.kindling.data.Batch;
import io.kindling.data.ShardBatches;
import io.kindling.nn.Model;
import io.kindling.nn.StateUpdates;
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
 * A phase as a plan, for one shard and one size of its batch. Keys of random draws and rows of the trace stand for those of
 * a run: the ordinal of a draw, and the place of a row in the batch, are what is traced.
 */
final class CompiledPhase {
    /** The key that draws of a trace are derived from. */
    private static final RandomKey TRACED_KEY = RandomKey.of(0x6b696e646c696e67L);

    /** Draws of one phase that are told apart. */
    private static final int MOST_DRAWS = 1 << 12;

    private final Plan plan;
    private final PhaseInputs inputs;
    private final PlanMemory memory;
    /** What it reads beside the weights of the program's models. */
    private final List<Variable> constants;

    private final BuiltProgram program;
    private final int rows;
    private final boolean draws;
    /** The places in the phase's layout of the weights that a gradient is exported of. */
    private final List<Integer> trained;

    private final long[] termCounts;
    private final List<StateUpdates.Update> updates;
    private final Map<RandomKey, Integer> ordinals;
    private @Nullable GradientMemory written;

    /** What a phase's plan is, or why there is none. */
    record Outcome(@Nullable CompiledPhase phase, String reason) {}

    private CompiledPhase(
            BuiltProgram program,
            PlanMemory memory,
            Plan plan,
            Batch batch,
            PhaseShare share,
            List<Integer> trained,
            Map<RandomKey, Integer> ordinals) {
        this.program = program;
        this.plan = plan;
        this.rows = batch.count();
        this.inputs = new PhaseInputs(plan, memory, batch);
        this.draws = !ordinals.isEmpty();
        this.trained = trained;
        this.memory = memory;
        this.constants = program.unknown(plan.variables());
        this.termCounts = share.termCounts();
        this.updates = share.updates();
        this.ordinals = ordinals;
    }

    /**
     * Traces a phase.
     *
     * @param rows rows of the batch that the shard holds
     * @param counts of each term over the whole batch
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
        Batch batch = program.spec().data().symbolicBatch(Rows.standIns(0, rows));
        List<Tensor> inputs = new ArrayList<>(List.of(batch.features(), batch.labels()));
        batch.weights().ifPresent(inputs::add);
        inputs.forEach(trace::input);
        Step step = new Step(call, shard, program.spec().shards());
        PhaseShare share = trace.run(() -> PhaseShare.of(program, call, step, batch, counts, TRACED_KEY));
        if (step.isNumberRead()) {
            return new Outcome(null, "it asks for the number of its step or epoch, which a plan would keep");
        }
        if (trace.hasEmptyValues()) {
            return new Outcome(null, "");
        }
        Map<RandomKey, Integer> ordinals = new HashMap<>();
        for (RandomKey key : trace.drawnKeys()) {
            Optional<Integer> ordinal = ordinalOf(key);
            if (ordinal.isEmpty()) {
                return new Outcome(null, "it makes random keys of its own, which a plan would keep");
            }
            ordinals.put(key, ordinal.get());
        }
        List<Tensor> outputs = new ArrayList<>(List.of(share.loss()));
        share.updates().forEach(update -> outputs.add(update.value()));
        List<Tensor> exports = new ArrayList<>();
        List<Integer> trained = new ArrayList<>();
        for (int weight = 0; weight < share.gradients().size(); weight++) {
            Tensor gradient = share.gradients().get(weight);
            if (gradient != null) {
                exports.add(gradient);
                trained.add(weight);
            }
        }
        Plan plan = Plan.of(trace, inputs, outputs, exports, memory, pool);
        return new Outcome(new CompiledPhase(program, memory, plan, batch, share, trained, ordinals), "");
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
     * Runs on the weights that stand in the plan's memory; results are there until the next run.
     *
     * @param gradient where the gradient is written; elements of weights that are not trained stay as they are
     */
    void run(PhaseCall call, ShardBatches from, RandomKey key, GradientMemory gradient) {
        if (!isWritten(gradient)) {
            plan.export(trained.stream().map(gradient::of).toList());
            written = gradient;
        }
        inputs.write(call, from);
        memory.load(constants);
        if (draws) {
            Rows ids = from.rows(call.epoch(), call.batch());
            plan.run(traced -> key.with(ordinals.getOrDefault(traced, 0)), traced -> traced.filled(batches -> ids));
        } else {
            plan.run();
        }
    }

    /** Writes the rows of a run to come; not before the first run, which says where the gradient goes. */
    void expect(PhaseCall call, ShardBatches from) {
        if (written != null) {
            inputs.write(call, from);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same memory
    private boolean isWritten(GradientMemory gradient) {
        return gradient == written;
    }

    int rows() {
        return rows;
    }

    double loss() {
        return plan.output(0).number(0);
    }

    /** What it saw of moving statistics. */
    List<StateChange> changes() {
        if (updates.isEmpty()) {
            return List.of();
        }
        List<StateChange> changes = new ArrayList<>();
        int output = 1;
        List<Model> models = List.copyOf(program.models().values());
        for (StateUpdates.Update update : updates) {
            Region value = plan.output(output++);
            for (int m = 0; m < models.size(); m++) {
                int weight = models.get(m).weights().indexOf(update.variable());
                if (weight >= 0) {
                    float[] seen =
                            new float[Math.toIntExact(value.tensor().shape().size())];
                    value.read(seen, 0);
                    changes.add(new StateChange(m, weight, update.momentum(), update.rows(), seen));
                }
            }
        }
        return changes;
    }
}
