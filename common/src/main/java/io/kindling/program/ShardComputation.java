package io.kindling.program;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import java.util.List;

/** What turns weights and rows into results, for one thread at a time: a {@link Replica}. */
public interface ShardComputation {
    /**
     * Computes a shard's part of a phase. With one and the same call object come one and the same weights, whatever the
     * shard.
     *
     * @param gradient where to write the gradient, over the updated models' flat arrays one after the other; elements of
     *     weights that are not trained stay as they are. The result does not hold it
     * @throws PhaseException where the program's code throws something
     */
    ShardResult run(PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, GradientMemory gradient);

    /** Computes the evaluation function over all rows, in batches of a size. */
    EvaluationShare evaluate(Examples rows, int batchSize, List<float[]> weights);
}
