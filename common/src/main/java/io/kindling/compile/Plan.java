package io.kindling.compile;

import io.kindling.tensor.Arena;
import io.kindling.tensor.ComputeThread;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.PreparedKernel;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Region;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
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
 * A traced function as a flat list of kernels, with a place in memory for each value. Write the inputs, run, read the
 * outputs; they hold until the next run of a plan in the same memory. For one thread at a time.
 */
public final class Plan {
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final List<Trace.Action> actions;
    private final List<Instruction> instructions;
    private final MemoryPlan places;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private @Nullable Bound bound;
    private @Nullable PlanProfile profile;
    /** What the run under way draws with. */
    private UnaryOperator<RandomKey> key = UnaryOperator.identity();

    private UnaryOperator<Rows> rows = UnaryOperator.identity();

    /** A plan's kernels with their operands, in one arena. */
    private final class Bound {
        private final Arena arena;
        private final PreparedKernel[] kernels;
        private final Tensor[][] operands;
        private final Tensor[] results;
        private final Tensor[] workspaces;
        private final List<Region> inputRegions = new ArrayList<>();
        private final List<Region> outputRegions = new ArrayList<>();
        private final List<Runnable> afterwards = new ArrayList<>();
        private final Map<Value, Tensor> tensors = new IdentityHashMap<>();

        private Bound(Arena arena) {
            this.arena = arena;
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
                        places.workspaceOffset(i));
            }
            inputs.forEach(input -> inputRegions.add(new Region(tensor(input))));
            outputs.forEach(output -> outputRegions.add(new Region(tensor(output))));
            for (Trace.Action action : actions) {
                List<Tensor> values = action.values().stream().map(this::tensor).toList();
                Consumer<List<Tensor>> act = action.action();
                afterwards.add(() -> act.accept(values));
            }
        }

        private PreparedKernel drawing(Value.Drawn drawn) {
            return PreparedKernel.calling(none -> drawn.draw().draw(key, rows));
        }

        private Tensor tensor(Value value) {
            return tensors.computeIfAbsent(value, this::make);
        }

        private Tensor make(Value value) {
            Value held = value.held();
            if (held.source() instanceof Value.Constant constant) {
                return new Region(constant.tensor()).as(value.shape());
            }
            if (held.source() instanceof Value.Weight weight) {
                return memory.variable(weight.variable()).as(value.shape());
            }
            return arena.tensor(value.dtype(), value.shape(), places.offset(value));
        }
    }

    private Plan(Trace trace, List<Value> inputs, List<Value> outputs, PlanMemory memory, MemoryPool pool) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.actions = List.copyOf(trace.actions());
        this.memory = memory;
        this.pool = pool;
        List<Value> roots = new ArrayList<>(outputs);
        actions.forEach(action -> roots.addAll(action.values()));
        this.instructions = Fusion.instructions(roots);
        Set<Value> kept = new HashSet<>();
        roots.forEach(root -> kept.add(root.held()));
        this.places = new MemoryPlan(inputs, instructions, kept);
    }

    /**
     * The plan of a trace.
     *
     * @param inputs symbolic tensors of the trace, to be written before each run
     * @param outputs tensors of the trace, to be read after it
     * @param pool for what operations without a prepared kernel make
     */
    public static Plan of(Trace trace, List<Tensor> inputs, List<Tensor> outputs, PlanMemory memory, MemoryPool pool) {
        return new Plan(
                trace,
                inputs.stream().map(trace::valueOf).toList(),
                outputs.stream().map(trace::valueOf).toList(),
                memory,
                pool);
    }

    /** Where an input is written. */
    public Region input(int index) {
        return bound().inputRegions.get(index);
    }

    /** Where an output is read after a run. */
    public Region output(int index) {
        return bound().outputRegions.get(index);
    }

    private Bound bound() {
        Arena arena = memory.arena(places.bytes());
        Bound current = bound;
        if (current == null || current.arena != arena) {
            current = new Bound(arena);
            bound = current;
        }
        return current;
    }

    /** Computes the outputs of the inputs of a function that does not draw, and does what was put off. */
    public void run() {
        run(UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * Computes the outputs of the inputs, and does what was put off until there are numbers.
     *
     * @param keys from the keys of the trace to those of this run
     * @param ids from the rows of the trace to those of this run
     */
    @SuppressWarnings("try") // a scope acts by being open
    public void run(UnaryOperator<RandomKey> keys, UnaryOperator<Rows> ids) {
        ComputeThread.prepare();
        Bound current = bound();
        this.key = keys;
        this.rows = ids;
        try (TensorScope scope = TensorScope.open(pool)) {
            PlanProfile timed = profile;
            if (timed == null) {
                for (int i = 0; i < current.kernels.length; i++) {
                    current.kernels[i].run(current.operands[i], current.results[i], current.workspaces[i]);
                }
            } else {
                timed.begin();
                for (int i = 0; i < current.kernels.length; i++) {
                    current.kernels[i].run(current.operands[i], current.results[i], current.workspaces[i]);
                    timed.done(i);
                }
            }
            for (int i = 0; i < current.afterwards.size(); i++) {
                current.afterwards.get(i).run();
            }
        }
    }

    /** Times each kernel from now on. */
    public PlanProfile profile() {
        PlanProfile started = profile;
        if (started == null) {
            started = new PlanProfile(instructions);
            profile = started;
        }
        return started;
    }

    /** Bytes of the arena that this plan needs. */
    public long bytes() {
        return places.bytes();
    }

    /** The instructions with shapes, places and bytes, a line each. */
    public String dump() {
        return new PlanText(instructions, places).toString();
    }
}
