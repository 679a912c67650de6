package io.kindling.program.internal.replica;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.data.Batch;
import io.kindling.nn.LossTerm;
import io.kindling.nn.LossTerms;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.program.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * The number of elements that each term of a phase's loss has over a whole batch. A mean divides by it. It is found by
 * evaluating the phase once with shapes only, as if one shard held the whole batch.
 */
public final class PhaseCounts {
    private record Signature(int phase, int rows) {}

    private final BuiltProgram program;
    private final Map<Signature, long[]> known = new HashMap<>();

    public PhaseCounts(BuiltProgram program) {
        this.program = program;
    }

    /**
     * The counts of a phase.
     *
     * @param wholeRows rows of the batch over all shards
     */
    public long[] of(PhaseCall call, int wholeRows) {
        return known.computeIfAbsent(new Signature(call.phase(), wholeRows), signature -> count(call, wholeRows));
    }

    /**
     * Runs the code of each phase once with shapes only, for the first step's batch.
     *
     * @throws io.kindling.program.PhaseException if the program's code throws
     */
    public static void tryPhases(BuiltProgram program) {
        for (int phase = 0; phase < program.phases().size(); phase++) {
            shapesOf(program, new PhaseCall(0, 0, 0, phase, 0), program.spec().batchSize());
        }
    }

    private long[] count(PhaseCall call, int wholeRows) {
        return shapesOf(program, call, wholeRows).terms().stream()
                .mapToLong(LossTerm::count)
                .toArray();
    }

    /** A phase's loss with shapes only, as if one shard held the whole batch. */
    @SuppressWarnings("try") // a scope acts by being open
    static LossTerms shapesOf(BuiltProgram program, PhaseCall call, int wholeRows) {
        Batch whole = program.spec().data().symbolicBatch(wholeRows);
        try (Interpreter.ShapesOnly shapes = Interpreter.shapesOnly();
                StateUpdates ignored = StateUpdates.collect()) {
            return program.loss(call, new Step(call, 0, 1), whole);
        }
    }
}
