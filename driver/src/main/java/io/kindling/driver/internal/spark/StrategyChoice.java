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

    /**
     * Chooses a strategy for a master.
     *
     * @throws SettingsException if the master does not support the requested one
     */
    public static StrategyChoice of(StrategyKind requested, SparkMaster master) {
        return switch (requested) {
            case AUTO -> automatic(master);
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

    private static StrategyChoice automatic(SparkMaster master) {
        if (master instanceof SparkMaster.None) {
            return new StrategyChoice(StrategyKind.ALLREDUCE, WITHOUT_SPARK);
        }
        return master.isThisProcess()
                ? new StrategyChoice(
                        StrategyKind.ALLREDUCE,
                        "all tasks run in one process; --strategy broadcast runs each phase as a Spark job")
                : new StrategyChoice(
                        StrategyKind.BROADCAST,
                        "executors are separate processes, which no other strategy supports yet");
    }
}
