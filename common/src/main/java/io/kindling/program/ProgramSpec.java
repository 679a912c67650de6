package io.kindling.program;

import io.kindling.nn.Config;
import java.util.Locale;

/**
 * What it takes to build a program again: enough to send to another machine or to record in a file.
 *
 * @param className the class that implements {@link Program}
 * @param config the program's own settings
 * @param data what the rows look like
 * @param seed where all randomness starts
 * @param batchSize rows in a step, over all shards
 * @param shards how many parts a batch is cut into
 * @param execution how replicas compute
 */
public record ProgramSpec(
        String className, Config config, DataSchema data, long seed, int batchSize, int shards, Execution execution) {
    public ProgramSpec {
        if (batchSize < 1) {
            throw new IllegalArgumentException("Invalid batch size: " + batchSize + " (at least 1)");
        }
        if (shards < 1) {
            throw new IllegalArgumentException("Invalid shards: " + shards + " (at least 1)");
        }
    }

    /** With batches of another size, cut into so many shards. */
    public ProgramSpec with(int changedBatchSize, int changedShards) {
        return new ProgramSpec(className, config, data, seed, changedBatchSize, changedShards, execution);
    }

    /** As data: what {@link #from} makes it from. */
    public Config asConfig() {
        return Config.of(
                "class", className,
                "config", config,
                "data", data.asConfig(),
                "seed", seed,
                "batch_size", batchSize,
                "shards", shards,
                "execution", execution.name().toLowerCase(Locale.ROOT));
    }

    public static ProgramSpec from(Config config) {
        return new ProgramSpec(
                config.string("class"),
                config.config("config"),
                DataSchema.from(config.config("data")),
                config.longInteger("seed"),
                config.integer("batch_size"),
                config.integer("shards"),
                Execution.valueOf(config.string("execution").toUpperCase(Locale.ROOT)));
    }
}
