package io.kindling.program.internal.replica;

import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.compile.internal.Plan;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.compile.internal.Trace;
import io.kindling.data.Batch;
import io.kindling.data.Examples;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Region;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An evaluation or prediction, without gradients and random draws, compiled for batches of one size and one schema. */
final class CompiledFunction {
    /** What a plan is compiled for. */
    record Key(DataSchema schema, int count) {}

    private final Plan plan;
    private final PlanMemory memory;
    /** The variables that it reads and that are not weights of the program's models. */
    private final List<TrackedValue> constants;

    private final boolean labelled;
    private final boolean weighted;

    private CompiledFunction(BuiltProgram program, PlanMemory memory, Plan plan, Batch batch) {
        this.plan = plan;
        this.memory = memory;
        this.constants = program.undeclared(plan.variables());
        this.labelled = batch.hasLabels();
        this.weighted = batch.weights().isPresent();
    }

    /** Compiles a function; empty if it draws random numbers or has empty tensors: it must then run eagerly. */
    static Optional<CompiledFunction> of(
            BuiltProgram program, Key key, Function<Batch, List<Tensor>> function, PlanMemory memory, MemoryPool pool) {
        Trace trace = new Trace();
        Batch batch = key.schema().symbolicBatch(Rows.range(0, key.count()));
        List<Tensor> inputs = batch.tensors();
        inputs.forEach(trace::input);
        List<Tensor> outputs = trace.run(() -> function.apply(batch));
        return trace.hasEmptyValues() || !trace.drawnKeys().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new CompiledFunction(program, memory, Plan.of(trace, inputs, outputs, memory, pool), batch));
    }

    /**
     * Runs on a range of rows.
     *
     * @param count the batch size that it was compiled for
     */
    void run(Examples rows, long from, int count) {
        rows.copy(
                Math.toIntExact(from),
                count,
                plan.input(0),
                labelled && rows.labels().isPresent() ? plan.input(1) : null,
                weighted ? plan.input(labelled ? 2 : 1) : null);
        memory.load(constants);
        plan.run();
    }

    Plan plan() {
        return plan;
    }

    Region output(int index) {
        return plan.output(index);
    }

    /** How many outputs there are. */
    int outputs() {
        return plan.outputs();
    }
}
