package io.kindling.program;

import io.kindling.config.Config;
import io.kindling.nn.metric.Metrics;
import io.kindling.nn.metric.PredictionMetric;
import java.util.List;
import java.util.Locale;

/**
 * Everything needed to build a program again, on another machine or from a file.
 *
 * @param className the class that implements {@link Program}
 * @param config the program's own settings
 * @param data the types and shapes of the rows
 * @param seed the seed of all random numbers
 * @param batchSize rows in a step, over all shards
 * @param shards how many parts a batch is split into
 * @param execution how replicas compute
 * @param onNan what happens to an update that is not finite
 * @param evaluationMetrics metrics that an evaluation computes of the program's predictions beside its own metrics, as {@link
 *     PredictionMetric#config} describes them; {@link Metrics#REGISTRY} has their kinds
 */
public record ProgramSpec(
        String className,
        Config config,
        DataSchema data,
        long seed,
        int batchSize,
        int shards,
        Execution execution,
        OnNan onNan,
        List<Config> evaluationMetrics) {
    private static final String EVALUATION_METRICS = "evaluation_metrics";

    /** A spec without further metrics. */
    public ProgramSpec(
            String className,
            Config config,
            DataSchema data,
            long seed,
            int batchSize,
            int shards,
            Execution execution,
            OnNan onNan) {
        this(className, config, data, seed, batchSize, shards, execution, onNan, List.of());
    }

    /** A spec of a program whose training halts if an update is not finite. */
    public ProgramSpec(
            String className,
            Config config,
            DataSchema data,
            long seed,
            int batchSize,
            int shards,
            Execution execution) {
        this(className, config, data, seed, batchSize, shards, execution, OnNan.HALT);
    }

    public ProgramSpec {
        if (batchSize < 1) {
            throw new IllegalArgumentException("Invalid batch size: " + batchSize + " (at least 1)");
        }
        if (shards < 1) {
            throw new IllegalArgumentException("Invalid shards: " + shards + " (at least 1)");
        }
        evaluationMetrics = List.copyOf(evaluationMetrics);
    }

    /** This spec with another batch size and number of shards. */
    public ProgramSpec with(int changedBatchSize, int changedShards) {
        return new ProgramSpec(
                className, config, data, seed, changedBatchSize, changedShards, execution, onNan, evaluationMetrics);
    }

    /** This spec for other rows. */
    public ProgramSpec with(DataSchema changed) {
        return new ProgramSpec(
                className, config, changed, seed, batchSize, shards, execution, onNan, evaluationMetrics);
    }

    /** This spec with metrics that an evaluation computes of predictions beside the program's own. */
    public ProgramSpec evaluating(List<PredictionMetric> added) {
        List<Config> described = added.stream().map(PredictionMetric::config).toList();
        return new ProgramSpec(className, config, data, seed, batchSize, shards, execution, onNan, described);
    }

    /** This spec as a config, from which {@link #from} restores it. */
    public Config asConfig() {
        Config described = Config.of(
                "class", className,
                "config", config,
                "data", data.asConfig(),
                "seed", seed,
                "batch_size", batchSize,
                "shards", shards,
                "execution", execution.name().toLowerCase(Locale.ROOT),
                "on_nan", onNan.toString());
        return evaluationMetrics.isEmpty() ? described : described.with(EVALUATION_METRICS, evaluationMetrics);
    }

    public static ProgramSpec from(Config config) {
        return new ProgramSpec(
                config.string("class"),
                config.config("config"),
                DataSchema.from(config.config("data")),
                config.longInteger("seed"),
                config.integer("batch_size"),
                config.integer("shards"),
                Execution.valueOf(config.string("execution").toUpperCase(Locale.ROOT)),
                OnNan.valueOf(config.optionalString("on_nan")
                        .orElse(OnNan.HALT.name())
                        .toUpperCase(Locale.ROOT)),
                config.has(EVALUATION_METRICS) ? config.configs(EVALUATION_METRICS) : List.of());
    }
}
