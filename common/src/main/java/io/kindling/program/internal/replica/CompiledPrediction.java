package io.kindling.program.internal.replica;

import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Execution;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.TensorScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A program's prediction, compiled to one plan for each type of rows and batch size. */
final class CompiledPrediction {
    private final BuiltProgram program;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private final Map<CompiledFunction.Key, Optional<CompiledFunction>> plans = new HashMap<>();

    CompiledPrediction(BuiltProgram program, PlanMemory memory, MemoryPool pool) {
        this.program = program;
        this.memory = memory;
        this.pool = pool;
    }

    /**
     * The predictions for some rows.
     *
     * @param weights the weights that are also in the plans' memory
     */
    Column of(Examples rows, long from, int count, List<float[]> weights) {
        CompiledFunction compiled = compiled(rows, count);
        if (compiled == null) {
            return eagerly(rows.slice(from, from + count), weights);
        }
        compiled.run(rows, from, count);
        return Column.of(compiled.output(0).tensor());
    }

    @SuppressWarnings("try") // a scope acts by being open
    private Column eagerly(Examples rows, List<float[]> weights) {
        try (TensorScope scope = TensorScope.open(pool)) {
            program.loadWeights(weights);
            return Column.of(program.predicted(rows.batch()));
        }
    }

    private @Nullable CompiledFunction compiled(Examples rows, int count) {
        if (program.spec().execution() == Execution.EAGER || !program.isFloat32() || count == 0) {
            return null;
        }
        return program.spec()
                .data()
                .toPredict(rows)
                .map(schema -> new CompiledFunction.Key(schema, count))
                .flatMap(key -> plans.computeIfAbsent(key, this::compile))
                .orElse(null);
    }

    private Optional<CompiledFunction> compile(CompiledFunction.Key key) {
        return CompiledFunction.of(program, key, batch -> List.of(program.predicted(batch)), memory, pool);
    }
}
