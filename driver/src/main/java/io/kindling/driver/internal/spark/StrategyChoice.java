package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.SettingsException;

/**
 * The strategy of a run.
 *
 * @param name the name in results
 * @param reason why this strategy was chosen, and what would change it, in a few words
 */
public record StrategyChoice(String name, String reason) {
    public static final String AUTO = "auto";
    public static final String BROADCAST = "broadcast";
    public static final String ALLREDUCE = "allreduce";

    /** The names that a user can choose from, for messages. */
    public static final String KNOWN = AUTO + ", " + BROADCAST + " or " + ALLREDUCE;

    /**
     * Chooses a strategy for a Spark master.
     *
     * @param requested a strategy or {@link #AUTO}
     * @throws SettingsException if the requested name is unknown, or the master does not support it
     */
    public static StrategyChoice onSpark(String requested, String master) {
        boolean oneProcess = master.matches("local(\\[.*])?");
        return switch (requested) {
            case AUTO ->
                oneProcess
                        ? new StrategyChoice(
                                ALLREDUCE,
                                "all tasks run in one process; --strategy broadcast runs each phase as a Spark job")
                        : new StrategyChoice(
                                BROADCAST, "executors are separate processes, which no other strategy supports yet");
            case BROADCAST -> new StrategyChoice(BROADCAST, "set by --strategy");
            case ALLREDUCE -> {
                if (!oneProcess) {
                    throw SettingsException.invalid(
                            "strategy",
                            requested,
                            "only for local, local[N] and none yet, where all shards are computed in one process; "
                                    + BROADCAST + " gives the same weights on " + master);
                }
                yield new StrategyChoice(ALLREDUCE, "set by --strategy");
            }
            default -> throw unknown(requested);
        };
    }

    /**
     * Chooses a strategy without Spark.
     *
     * @param requested a strategy or {@link #AUTO}
     * @throws SettingsException if the requested name is unknown, or the strategy needs Spark
     */
    public static StrategyChoice withoutSpark(String requested) {
        return switch (requested) {
            case AUTO, ALLREDUCE ->
                new StrategyChoice(ALLREDUCE, "no Spark: threads of this process share the weights");
            case BROADCAST ->
                throw SettingsException.invalid(
                        "strategy",
                        requested,
                        "there are no Spark jobs with --master none; omit --strategy, or use --master local[N]");
            default -> throw unknown(requested);
        };
    }

    private static SettingsException unknown(String requested) {
        return SettingsException.invalid("strategy", requested, KNOWN);
    }
}
