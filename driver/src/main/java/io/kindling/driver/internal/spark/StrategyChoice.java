package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.SettingsException;
import io.kindling.program.StrategyKind;

/**
 * The strategy of a run.
 *
 * @param kind not {@link StrategyKind#AUTO}
 * @param reason why this strategy was chosen, and what would change it, in a few words
 */
public record StrategyChoice(StrategyKind kind, String reason) {
    private static final String GIVEN = "set by --strategy";
    private static final String WITHOUT_SPARK = "no Spark: threads of this process share the weights";

    /** What a Spark job costs beside computing, as {@code deploy/docs/clusters.md} measures it. */
    private static final String JOB = "about 30 ms";

    /** The setting of sessions whose executors come and go as they are needed. */
    public static final String DYNAMIC_ALLOCATION = "spark.dynamicAllocation.enabled";

    /**
     * Chooses a strategy for a master.
     *
     * @param isElastic whether the session allocates executors dynamically
     * @throws SettingsException if the master does not support the requested one
     */
    public static StrategyChoice of(StrategyKind requested, SparkMaster master, boolean isElastic) {
        return switch (requested) {
            case AUTO -> automatic(master, isElastic);
            case BROADCAST -> {
                if (master instanceof SparkMaster.None) {
                    throw SettingsException.invalid(
                            "strategy",
                            requested.toString(),
                            "there are no Spark jobs with --master none; omit --strategy, or use --master local[N]");
                }
                yield new StrategyChoice(StrategyKind.BROADCAST, GIVEN);
            }
            case ALLREDUCE ->
                new StrategyChoice(StrategyKind.ALLREDUCE, master instanceof SparkMaster.None ? WITHOUT_SPARK : GIVEN);
        };
    }

    private static StrategyChoice automatic(SparkMaster master, boolean isElastic) {
        if (master instanceof SparkMaster.None) {
            return new StrategyChoice(StrategyKind.ALLREDUCE, WITHOUT_SPARK);
        }
        if (master.isThisProcess()) {
            return new StrategyChoice(
                    StrategyKind.ALLREDUCE,
                    "all tasks run in one process; --strategy broadcast runs each phase as a Spark job");
        }
        return isElastic
                ? new StrategyChoice(
                        StrategyKind.BROADCAST,
                        "executors are allocated dynamically; --strategy allreduce saves the Spark job of each phase, "
                                + JOB + ", but holds them until the end")
                : new StrategyChoice(
                        StrategyKind.ALLREDUCE,
                        "tasks stay on their executors; --strategy broadcast adds a Spark job to each phase, " + JOB);
    }
}
