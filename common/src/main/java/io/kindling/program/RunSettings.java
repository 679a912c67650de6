package io.kindling.program;

import io.kindling.data.Shuffle;
import io.kindling.nn.Config;

/**
 * How a program is run; part of what its result depends on.
 *
 * @param config the program's own settings
 * @param batchSize rows in a step, over all shards
 * @param shards how many parts a batch is cut into, on however many machines
 * @param seed where all randomness starts
 * @param shuffle the order in which a shard draws its rows
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
