package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.ExecutorWatch;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.internal.spark.StrategyChoice;
import io.kindling.program.StrategyKind;
import io.kindling.train.internal.StepWatch;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of where to compute.
 *
 * @param conf Spark settings
 * @param limits how long to wait
 * @param preflight whether executors are checked before the first step
 */
public record MachineSettings(
        SparkMaster master, StrategyKind strategy, Map<String, String> conf, Limits limits, boolean preflight) {
    /**
     * How long to wait for machines.
     *
     * @param step how long a step or an evaluation may take
     * @param executors how long a Spark job may wait without any executor
     */
    public record Limits(Duration step, Duration executors) {
        public static final Limits DEFAULT = new Limits(StepWatch.DEFAULT_LIMIT, ExecutorWatch.DEFAULT_LIMIT);

        public Limits withStep(Duration changed) {
            return new Limits(changed, executors);
        }

        public Limits withExecutors(Duration changed) {
            return new Limits(step, changed);
        }
    }

    public static final MachineSettings DEFAULT = on("local[*]", Map.of());

    /** This JVM without Spark. */
    public static final MachineSettings NONE =
            new MachineSettings(new SparkMaster.None(), StrategyKind.AUTO, Map.of(), Limits.DEFAULT, true);

    /**
     * Settings with the default strategy of the master.
     *
     * @throws SettingsException if Spark does not know the master
     */
    public static MachineSettings on(String master, Map<String, String> conf) {
        return new MachineSettings(SparkMaster.ofSetting(master), StrategyKind.AUTO, conf, Limits.DEFAULT, true);
    }

    /** @throws SettingsException if the master does not support the strategy */
    public MachineSettings {
        conf = Map.copyOf(conf);
        StrategyChoice.of(strategy, master, isElastic(conf));
    }

    /** These settings with another strategy. */
    public MachineSettings withStrategy(StrategyKind newStrategy) {
        return new MachineSettings(master, newStrategy, conf, limits, preflight);
    }

    /** These settings with other limits. */
    public MachineSettings withLimits(Limits newLimits) {
        return new MachineSettings(master, strategy, conf, newLimits, preflight);
    }

    /** These settings with executors that are not checked. */
    public MachineSettings withoutPreflight() {
        return new MachineSettings(master, strategy, conf, limits, false);
    }

    /** The strategy that these settings result in. */
    public StrategyChoice choice() {
        return StrategyChoice.of(strategy, master, isElastic(conf));
    }

    private static boolean isElastic(Map<String, String> conf) {
        return Boolean.parseBoolean(conf.get(StrategyChoice.DYNAMIC_ALLOCATION));
    }
}
