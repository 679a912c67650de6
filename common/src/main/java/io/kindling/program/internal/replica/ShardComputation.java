package io.kindling.program.internal.replica;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes results from weights and a shard's rows, for one thread at a time. {@link Replica} is the implementation. */
public interface ShardComputation {
    /**
     * Computes a shard's part of a phase.
     *
     * @param weights each model's flat array
     * @param version with the version of the last call, the weights are the same as then, except for changes that were also
     *     made to {@link #residentWeights}
     * @param gradient where to write the gradient, over the updated models' flat arrays one after the other; elements of
     *     weights that are not trained are left unchanged. The result does not hold it
     * @throws PhaseException if the program's code throws
     */
    ShardResult run(
            PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, long version, GradientBuffer gradient);

    /** Prefetches the rows of the shard that will most likely be computed next. A hint: it changes no result. */
    void prefetch(PhaseCall call, int shard, ShardBatches rows);

    /**
     * The copy of a model's weights that later calls compute with as long as they get the same version. Who changes the
     * weights without another version must change this copy, too.
     *
     * @param model its index in the program
     * @return null if there is no copy
     */
    @Nullable
    FlatBuffer residentWeights(int model);

    /**
     * Computes the evaluation function over all rows.
     *
     * @param batchSize rows in a batch
     */
    PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> weights);
}
