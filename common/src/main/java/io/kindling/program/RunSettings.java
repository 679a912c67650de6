package io.kindling.program;

import io.kindling.config.Config;
import io.kindling.data.Shuffle;

/**
 * The settings of a run. The result depends on all of them.
 *
 * @param config the program's own settings
 * @param batchSize rows in a step, over all shards
 * @param shards how many parts a batch is split into, independent of the number of machines
 * @param seed the seed of all random numbers
 * @param shuffle the order in which a shard reads its rows
 * @param execution how replicas compute
 */
public record RunSettings(Config config, int batchSize, int shards, long seed, Shuffle shuffle, Execution execution) {
    public static final RunSettings DEFAULT =
            new RunSettings(Config.EMPTY, 64, 4, 42, Shuffle.FULL, Execution.COMPILED);

    public RunSettings withConfig(Config changed) {
        return new RunSettings(changed, batchSize, shards, seed, shuffle, execution);
    }

    public RunSettings withBatchSize(int changed) {
        return new RunSettings(config, changed, shards, seed, shuffle, execution);
    }

    public RunSettings withShards(int changed) {
        return new RunSettings(config, batchSize, changed, seed, shuffle, execution);
    }

    public RunSettings withSeed(long changed) {
        return new RunSettings(config, batchSize, shards, changed, shuffle, execution);
    }

    public RunSettings withShuffle(Shuffle changed) {
        return new RunSettings(config, batchSize, shards, seed, changed, execution);
    }

    public RunSettings withExecution(Execution changed) {
        return new RunSettings(config, batchSize, shards, seed, shuffle, changed);
    }
}
