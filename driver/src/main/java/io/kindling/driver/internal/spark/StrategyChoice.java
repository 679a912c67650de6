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

    private static final String GIVEN = "set by --strategy";
    private static final String WITHOUT_SPARK = "no Spark: threads of this process share the weights";

    /** The names that a user can choose from, for messages. */
    private static final String KNOWN = AUTO + ", " + BROADCAST + " or " + ALLREDUCE;

    /**
     * Chooses a strategy for a master.
     *
     * @param requested a strategy or {@link #AUTO}
     * @throws SettingsException if the requested name is unknown, or the master does not support it
     */
    public static StrategyChoice of(String requested, SparkMaster master) {
        return switch (requested) {
            case AUTO -> automatic(master);
            case BROADCAST -> {
                if (master instanceof SparkMaster.None) {
                    throw SettingsException.invalid(
                            "strategy",
                            requested,
                            "there are no Spark jobs with --master none; omit --strategy, or use --master local[N]");
                }
                yield new StrategyChoice(BROADCAST, GIVEN);
            }
            case ALLREDUCE -> {
                if (!master.isThisProcess()) {
                    throw SettingsException.invalid(
                            "strategy",
                            requested,
                            "only for local, local[N] and none yet, where all shards are computed in one process; "
                                    + BROADCAST + " gives the same weights on " + master.url());
                }
                yield new StrategyChoice(ALLREDUCE, master instanceof SparkMaster.None ? WITHOUT_SPARK : GIVEN);
            }
            default -> throw SettingsException.invalid("strategy", requested, KNOWN);
        };
    }

    private static StrategyChoice automatic(SparkMaster master) {
        if (master instanceof SparkMaster.None) {
            return new StrategyChoice(ALLREDUCE, WITHOUT_SPARK);
        }
        return master.isThisProcess()
                ? new StrategyChoice(
                        ALLREDUCE, "all tasks run in one process; --strategy broadcast runs each phase as a Spark job")
                : new StrategyChoice(
                        BROADCAST, "executors are separate processes, which no other strategy supports yet");
    }
}
