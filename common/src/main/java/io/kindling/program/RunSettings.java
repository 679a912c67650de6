package io.kindling.program;

import io.kindling.data.Shuffle;

/**
 * How a program is run, whatever the program. The result depends on all of these settings.
 *
 * @param batchSize rows in a step, over all shards
 * @param shards how many parts a batch is split into, independent of the number of machines
 * @param seed the seed of all random numbers
 * @param shuffle the order in which a shard reads its rows
 * @param execution how replicas compute
 * @param onNan what happens to an update that is not finite
 */
public record RunSettings(int batchSize, int shards, long seed, Shuffle shuffle, Execution execution, OnNan onNan) {
    public static final RunSettings DEFAULT = new RunSettings(64, 4, 42, Shuffle.FULL, Execution.COMPILED);

    /** Settings with which training halts if an update is not finite. */
    public RunSettings(int batchSize, int shards, long seed, Shuffle shuffle, Execution execution) {
        this(batchSize, shards, seed, shuffle, execution, OnNan.HALT);
    }

    public RunSettings withBatchSize(int changed) {
        return new RunSettings(changed, shards, seed, shuffle, execution, onNan);
    }

    public RunSettings withShards(int changed) {
        return new RunSettings(batchSize, changed, seed, shuffle, execution, onNan);
    }

    public RunSettings withSeed(long changed) {
        return new RunSettings(batchSize, shards, changed, shuffle, execution, onNan);
    }

    public RunSettings withShuffle(Shuffle changed) {
        return new RunSettings(batchSize, shards, seed, changed, execution, onNan);
    }

    public RunSettings withExecution(Execution changed) {
        return new RunSettings(batchSize, shards, seed, shuffle, changed, onNan);
    }

    public RunSettings withOnNan(OnNan changed) {
        return new RunSettings(batchSize, shards, seed, shuffle, execution, changed);
    }
}
