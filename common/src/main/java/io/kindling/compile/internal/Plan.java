package io.kindling.compile.internal;

import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.tensor.Arena;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Region;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.natives.ComputeThread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A traced function as a flat list of kernels, with preassigned memory for each value. Write the inputs, run, read the
 * outputs, which are valid until the next run of a plan in the same memory. For one thread at a time.
 */
public final class Plan {
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final List<Value> exports;
    private List<Region> exported = List.of();
    private final List<Instruction> instructions;
    private final List<PlanSegment> segments;
    private final MemoryPlan memoryPlan;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private @Nullable Bound bound;
    private final @Nullable PlanProfile profile;
    /** The current run's mappings of keys and rows for random draws. */
    private UnaryOperator<RandomKey> key = UnaryOperator.identity();

    private UnaryOperator<Rows> rows = UnaryOperator.identity();

    /** The plan's kernels, bound to their operands in one arena. */
    private final class Bound {
        private final Arena arena;
        private final PreparedKernel[] kernels;
        private final Tensor[][] operands;
        private final Tensor[] results;
        private final Tensor[] workspaces;
        private final List<Region> inputRegions = new ArrayList<>();
        private final List<Region> outputRegions = new ArrayList<>();
        private final List<List<Runnable>> afterwards = new ArrayList<>();
        private final Map<Value, Tensor> tensors = new IdentityHashMap<>();
        private final Map<Value, Region> outside = new IdentityHashMap<>();

        private Bound(Arena arena) {
            this.arena = arena;
            List<Runnable> copies = export();
            int count = instructions.size();
            kernels = new PreparedKernel[count];
            operands = new Tensor[count][];
            results = new Tensor[count];
            workspaces = new Tensor[count];
            for (int i = 0; i < count; i++) {
                Instruction instruction = instructions.get(i);
                kernels[i] = instruction.drawn() == null ? instruction.kernel() : drawing(instruction.drawn());
                operands[i] = instruction.inputs().stream().map(this::tensor).toArray(Tensor[]::new);
                results[i] = tensor(instruction.output());
                workspaces[i] = arena.tensor(
                        DType.UINT8,
                        Shape.of(Math.toIntExact(instruction.kernel().workspaceBytes())),
                        memoryPlan.workspaceOffset(i));
            }
            inputs.forEach(input -> inputRegions.add(new Region(tensor(input))));
            outputs.forEach(output -> outputRegions.add(new Region(tensor(output))));
            for (PlanSegment segment : segments) {
                List<Runnable> bound = new ArrayList<>();
                for (Trace.Action action : segment.actions()) {
                    List<Tensor> values =
                            action.values().stream().map(this::tensor).toList();
                    Consumer<List<Tensor>> act = action.action();
                    bound.add(() -> act.accept(values));
                }
                afterwards.add(bound);
            }
            afterwards.get(afterwards.size() - 1).addAll(copies);
        }

        /** Maps exports to their regions; returns the copies to make of exports that must also be stored elsewhere. */
        private List<Runnable> export() {
            List<Runnable> copies = new ArrayList<>();
            for (int i = 0; i < exports.size(); i++) {
                Value export = exports.get(i);
                Region to = exported.get(i);
                if (memoryPlan.isOutside(export) && !outside.containsKey(export.storage())) {
                    outside.put(export.storage(), to);
                } else {
                    copies.add(() -> to.write(tensor(export)));
                }
            }
            return copies;
        }

        private PreparedKernel drawing(Value.Drawn drawn) {
            return PreparedKernel.calling(none -> drawn.draw().draw(key, rows));
        }

        private Tensor tensor(Value value) {
            return tensors.computeIfAbsent(value, this::make);
        }

        private Tensor make(Value value) {
            Value storage = value.storage();
            if (storage.source() instanceof Value.Constant constant) {
                return new Region(constant.tensor()).as(value.shape());
            }
            if (storage.source() instanceof Value.Weight weight) {
                return memory.variable(weight.variable(), weight.updates()).as(value.shape());
            }
            Region exportRegion = outside.get(storage);
            return exportRegion != null
                    ? exportRegion.as(value.shape())
                    : arena.tensor(value.dtype(), value.shape(), memoryPlan.offset(value));
        }
    }

    private Plan(
            Trace trace,
            List<Value> inputs,
            List<Value> outputs,
            List<Value> exports,
            PlanMemory memory,
            MemoryPool pool) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.exports = List.copyOf(exports);
        this.memory = memory;
        this.pool = pool;
        List<Value> roots = new ArrayList<>(outputs);
        trace.actions().forEach(action -> roots.addAll(action.values()));
        Set<Value> kept = new HashSet<>();
        roots.forEach(root -> kept.add(root.storage()));
        roots.addAll(exports);
        this.instructions = Fusion.instructions(roots, memory.kernels().ofPlan());
        this.segments = PlanSegment.of(trace.actions(), instructions, roots);
        this.profile = PlanProfile.of(instructions);
        Set<Value> outside = new HashSet<>();
        for (Instruction instruction : instructions) {
            outside.add(instruction.output());
        }
        outside.retainAll(exports.stream().map(Value::storage).toList());
        outside.removeAll(kept);
        exports.forEach(export -> kept.add(export.storage()));
        this.memoryPlan = new MemoryPlan(inputs, instructions, kept, outside);
    }

    /** Creates the plan of a trace without exports. */
    public static Plan of(Trace trace, List<Tensor> inputs, List<Tensor> outputs, PlanMemory memory, MemoryPool pool) {
        return of(trace, inputs, outputs, List.of(), memory, pool);
    }

    /**
     * Creates the plan of a trace.
     *
     * @param inputs symbolic tensors of the trace, written before each run
     * @param outputs tensors of the trace, read after each run
     * @param exports tensors of the trace that are written to the regions given to {@link #export}, not to the arena
     * @param pool memory for the results of operations without a prepared kernel
     */
    public static Plan of(
            Trace trace,
            List<Tensor> inputs,
            List<Tensor> outputs,
            List<Tensor> exports,
            PlanMemory memory,
            MemoryPool pool) {
        return new Plan(
                trace,
                inputs.stream().map(trace::valueOf).toList(),
                outputs.stream().map(trace::valueOf).toList(),
                exports.stream().map(trace::valueOf).toList(),
                memory,
                pool);
    }

    /** Returns the variables whose values before a run are read by the plan. */
    public List<TrackedValue> variables() {
        return segments.stream()
                .flatMap(segment -> segment.variables().stream())
                .filter(weight -> weight.updates() == 0)
                .map(Value.Weight::variable)
                .distinct()
                .toList();
    }

    /** Returns the region to write an input to. */
    public Region input(int index) {
        memory.invalidate();
        return bound().inputRegions.get(index);
    }

    /** How many outputs there are. */
    public int outputs() {
        return outputs.size();
    }

    /** Returns the region to read an output from after a run. */
    public Region output(int index) {
        return bound().outputRegions.get(index);
    }

    /** Sets the regions that the next runs write the exports to, one per export. */
    public void export(List<Region> to) {
        exported = List.copyOf(to);
        bound = null;
    }

    private Bound bound() {
        Arena arena = memory.arena(memoryPlan.bytes());
        Bound current = bound;
        if (current == null || current.arena != arena) {
            // Tensors created here must outlive any scope that the caller has open.
            current = TensorScope.withoutScope(() -> new Bound(arena));
            bound = current;
        }
        return current;
    }

    /** Runs a function without random draws: computes the outputs and performs the deferred actions. */
    public void run() {
        run(UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * Computes the outputs and performs the deferred actions, with the variable values in the plan's memory.
     *
     * @param keys maps the keys of the trace to those of this run
     * @param ids maps the rows of the trace to those of this run
     */
    public void run(UnaryOperator<RandomKey> keys, UnaryOperator<Rows> ids) {
        this.key = keys;
        this.rows = ids;
        for (int s = 0; s < segments.size(); s++) {
            run(s);
        }
    }

    /** Same as {@link #run}, but loads the variables' current values; values traced after an update read the new value. */
    public void runOnVariables(UnaryOperator<RandomKey> keys, UnaryOperator<Rows> ids) {
        this.key = keys;
        this.rows = ids;
        for (int s = 0; s < segments.size(); s++) {
            for (Value.Weight weight : segments.get(s).variables()) {
                memory.variable(weight.variable(), weight.updates())
                        .write(weight.variable().tensor());
            }
            run(s);
        }
    }

    @SuppressWarnings("try") // the scope is used only for its side effects
    private void run(int number) {
        ComputeThread.prepare();
        Bound current = bound();
        memory.invalidate();
        PlanProfile timed = profile;
        PlanSegment segment = segments.get(number);
        try (TensorScope scope = TensorScope.open(pool)) {
            if (timed != null) {
                timed.begin(number);
            }
            for (int i = segment.from(); i < segment.to(); i++) {
                current.kernels[i].run(current.operands[i], current.results[i], current.workspaces[i]);
                if (timed != null) {
                    timed.done(i);
                }
            }
        }
        List<Runnable> actions = current.afterwards.get(number);
        for (int i = 0; i < actions.size(); i++) {
            actions.get(i).run();
        }
    }

    /** Returns the bytes of the arena that this plan needs. */
    public long bytes() {
        return memoryPlan.bytes();
    }

    /** Returns the bytes that an arena for this plan alone would allocate. */
    public long allocated() {
        return Arena.allocated(memoryPlan.bytes());
    }

    /** Returns the instructions with shapes, offsets and bytes, one per line. */
    public String dump() {
        return new PlanText(instructions, memoryPlan).toString();
    }
}
