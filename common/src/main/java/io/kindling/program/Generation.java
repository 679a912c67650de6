package io.kindling.program;

import io.kindling.data.Column;
import io.kindling.nn.Randomness;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Rows;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a program makes with the weights that its models have. A row is a function of the weights, the seed and its
 * number: more of them begin with the same.
 *
 * @param program a program that declares a generation
 * @param seed where the random numbers start
 */
public record Generation(BuiltProgram program, long seed) {
    private static final int ROWS_AT_ONCE = 64;

    /** No step of a training has this number, so none draws the same. */
    private static final long STEP = -1;

    /**
     * The first so many rows, at least one.
     *
     * @throws PhaseException where the generation's own code throws something
     * @throws ProgramException where the program declares none, or it gives no row for each row
     */
    @SuppressWarnings("try") // a scope acts by being open
    public Column rows(int count) {
        List<Column> parts = new ArrayList<>();
        Step step = new Step(new PhaseCall(STEP, 0, 0, 0, 0), 0, 1);
        try (MemoryPool pool = new MemoryPool()) {
            for (int from = 0; from < count; from += ROWS_AT_ONCE) {
                Rows rows = Rows.range(from, Math.min(count - from, ROWS_AT_ONCE));
                try (TensorScope scope = TensorScope.open(pool);
                        Randomness random = Randomness.openInShard(Randomness.key(seed, STEP, 0, 0))) {
                    parts.add(Column.of(program.generated(step, rows)));
                }
            }
        }
        return Column.concat(parts);
    }
}
