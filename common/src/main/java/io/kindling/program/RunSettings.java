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
 */
public record RunSettings(int batchSize, int shards, long seed, Shuffle shuffle, Execution execution) {
    public static final RunSettings DEFAULT = new RunSettings(64, 4, 42, Shuffle.FULL, Execution.COMPILED);

    public RunSettings withBatchSize(int changed) {
        return new RunSettings(changed, shards, seed, shuffle, execution);
    }

    public RunSettings withShards(int changed) {
        return new RunSettings(batchSize, changed, seed, shuffle, execution);
    }

    public RunSettings withSeed(long changed) {
        return new RunSettings(batchSize, shards, changed, shuffle, execution);
    }

    public RunSettings withShuffle(Shuffle changed) {
        return new RunSettings(batchSize, shards, seed, changed, execution);
    }

    public RunSettings withExecution(Execution changed) {
        return new RunSettings(batchSize, shards, seed, shuffle, changed);
    }
}
