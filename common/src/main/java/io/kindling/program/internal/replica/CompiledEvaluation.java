package io.kindling.program.internal.replica;

import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.Batch;
import io.kindling.data.Examples;
import io.kindling.nn.LossTerm;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Execution;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import io.kindling.program.Step;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A program's evaluation, compiled to one plan for each type of rows and batch size. Metrics accumulate as it runs. */
final class CompiledEvaluation {
    /** A plan with the terms it was traced from, whose values are the plan's outputs. */
    private record Compiled(CompiledFunction function, List<LossTerm> terms) {}

    private static final Step STEP = new Step(new PhaseCall(0, 0, 0, 0, 0), 0, 1);

    private final BuiltProgram program;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private final Map<CompiledFunction.Key, Optional<Compiled>> plans = new HashMap<>();

    CompiledEvaluation(BuiltProgram program, PlanMemory memory, MemoryPool pool) {
        this.program = program;
        this.memory = memory;
        this.pool = pool;
    }

    /**
     * The summed terms of the loss over some rows.
     *
     * @param weights the weights that are also in the plans' memory
     */
    List<PartialEvaluation.TermTotal> terms(Examples rows, long from, int count, List<float[]> weights) {
        Compiled compiled = compiled(rows, count);
        if (compiled == null) {
            return eagerly(rows.slice(from, from + count), weights);
        }
        try {
            compiled.function().run(rows, from, count);
        } catch (IllegalArgumentException thrown) {
            throw Replica.inItsLine(
                    PhaseException.of("the evaluation", program.spec(), thrown),
                    () -> eagerly(rows.slice(from, from + count), weights));
        }
        List<PartialEvaluation.TermTotal> totals = new ArrayList<>();
        for (LossTerm term : compiled.terms()) {
            totals.add(PartialEvaluation.TermTotal.of(term, compiled.function().output(totals.size())));
        }
        return totals;
    }

    /** Computes {@link #terms} operation by operation. */
    @SuppressWarnings("try") // a scope acts by being open
    List<PartialEvaluation.TermTotal> eagerly(Examples rows, List<float[]> weights) {
        try (TensorScope scope = TensorScope.open(pool)) {
            program.loadWeights(weights);
            return program
                    .evaluationLoss(
                            STEP, rows.batch().with(program.spec().data().layout()))
                    .terms()
                    .stream()
                    .map(PartialEvaluation.TermTotal::of)
                    .toList();
        }
    }

    private @Nullable Compiled compiled(Examples rows, int count) {
        if (program.spec().execution() == Execution.EAGER || !program.isFloat32()) {
            return null;
        }
        return program.spec()
                .data()
                .toEvaluate(rows)
                .map(schema -> new CompiledFunction.Key(schema, count))
                .flatMap(key -> plans.computeIfAbsent(key, this::compile))
                .orElse(null);
    }

    private Optional<Compiled> compile(CompiledFunction.Key key) {
        List<LossTerm> terms = new ArrayList<>();
        return CompiledFunction.of(program, key, batch -> values(program, batch, terms), memory, pool)
                .map(function -> new Compiled(function, terms));
    }

    /** @param terms receives the terms that the returned values belong to */
    static List<Tensor> values(BuiltProgram program, Batch batch, List<LossTerm> terms) {
        terms.addAll(program.evaluationLoss(STEP, batch).terms());
        return terms.stream().map(LossTerm::values).toList();
    }
}
