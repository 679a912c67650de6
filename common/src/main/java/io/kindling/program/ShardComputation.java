package io.kindling.program;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What turns weights and rows into results, for one thread at a time: a {@link Replica}. */
public interface ShardComputation {
    /**
     * Computes a shard's part of a phase. With one and the same list come one and the same weights, but for what
     * was changed in {@link #copyOf}, too.
     *
     * @param weights each model's flat array
     * @param gradient where to write the gradient, over the updated models' flat arrays one after the other; elements of
     *     weights that are not trained stay as they are. The result does not hold it
     * @throws PhaseException where the program's code throws something
     */
    ShardResult run(PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, GradientMemory gradient);

    /**
     * Tells which shard it will most likely be asked for next, so that it can take the rows to where it reads them. That
     * changes no result.
     */
    void expect(PhaseCall call, int shard, ShardBatches rows);

    /**
     * The copy of a model's weights that it goes on computing with, for as long as the weights come in the same list: whoever
     * changes those changes it, too.
     *
     * @param model by its place in the program
     * @return null if it keeps none
     */
    @Nullable
    FlatRegions copyOf(int model);

    /** Computes the evaluation function over all rows, in batches of a size. */
    EvaluationShare evaluate(Examples rows, int batchSize, List<float[]> weights);
}
