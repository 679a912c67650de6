package io.kindling.driver.spark;

import io.kindling.driver.SettingsException;

/**
 * The strategy that a run takes.
 *
 * @param name as results name it
 * @param reason why that one, and what would change it, in a few words
 */
public record StrategyChoice(String name, String reason) {
    public static final String AUTO = "auto";
    public static final String BROADCAST = "broadcast";
    public static final String ALLREDUCE = "allreduce";

    /** The strategies that can be asked for, in words. */
    public static final String KNOWN = AUTO + ", " + BROADCAST + " or " + ALLREDUCE;

    /**
     * Chooses for a program on a master of Spark.
     *
     * @throws SettingsException if what is asked for is unknown, or not for this master
     */
    public static StrategyChoice onSpark(String asked, String master) {
        boolean oneProcess = master.matches("local(\\[.*])?");
        return switch (asked) {
            case AUTO ->
                oneProcess
                        ? new StrategyChoice(
                                ALLREDUCE,
                                "all tasks are in one process and stay; --strategy broadcast makes each phase a Spark job")
                        : new StrategyChoice(
                                BROADCAST, "executors are processes of their own; no other strategy is for them yet");
            case BROADCAST -> new StrategyChoice(BROADCAST, "asked for by --strategy");
            case ALLREDUCE -> {
                if (!oneProcess) {
                    throw SettingsException.invalid(
                            "strategy",
                            asked,
                            "only for local, local[N] and none yet, where all shards are computed in one process; "
                                    + BROADCAST + " gives the same weights on " + master);
                }
                yield new StrategyChoice(ALLREDUCE, "asked for by --strategy");
            }
            default -> throw unknown(asked);
        };
    }

    /**
     * Chooses for a program without Spark.
     *
     * @throws SettingsException if what is asked for is unknown, or needs Spark
     */
    public static StrategyChoice withoutSpark(String asked) {
        return switch (asked) {
            case AUTO, ALLREDUCE ->
                new StrategyChoice(ALLREDUCE, "no Spark: threads of this process share the weights");
            case BROADCAST ->
                throw SettingsException.invalid(
                        "strategy",
                        asked,
                        "there are no Spark jobs with --master none; leave it out, or take --master local[N]");
            default -> throw unknown(asked);
        };
    }

    private static SettingsException unknown(String asked) {
        return SettingsException.invalid("strategy", asked, KNOWN);
    }
}
