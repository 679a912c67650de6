package io.kindling.program.internal.replica;

import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Execution;
import io.kindling.program.LayerOutputs;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.TensorScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A program's prediction and outputs of layers, compiled to one plan for each type of rows and batch size. */
final class CompiledPrediction {
    private final BuiltProgram program;
    private final LayerOutputs outputs;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private final Map<CompiledFunction.Key, Optional<CompiledFunction>> plans = new HashMap<>();

    /** @param layers whose outputs are computed, too */
    CompiledPrediction(BuiltProgram program, List<String> layers, PlanMemory memory, MemoryPool pool) {
        this.program = program;
        this.outputs = LayerOutputs.of(program, layers);
        this.memory = memory;
        this.pool = pool;
    }

    /**
     * The predictions for some rows, followed by the outputs of the layers.
     *
     * @param weights the weights that are also in the plans' memory
     */
    List<Column> of(Examples rows, long from, int count, List<float[]> weights) {
        CompiledFunction compiled = compiled(rows, count);
        if (compiled == null) {
            return eagerly(rows.slice(from, from + count), weights);
        }
        compiled.run(rows, from, count);
        return IntStream.range(0, compiled.outputs())
                .mapToObj(at -> Column.of(compiled.output(at).tensor()))
                .toList();
    }

    @SuppressWarnings("try") // a scope acts by being open
    private List<Column> eagerly(Examples rows, List<float[]> weights) {
        try (TensorScope scope = TensorScope.open(pool)) {
            program.loadWeights(weights);
            return outputs.of(rows.batch().with(program.spec().data().layout())).stream()
                    .map(Column::of)
                    .toList();
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
        return CompiledFunction.of(program, key, outputs::of, memory, pool);
    }
}
