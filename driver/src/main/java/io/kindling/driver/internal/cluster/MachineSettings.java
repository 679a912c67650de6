package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.internal.spark.StrategyChoice;
import io.kindling.program.StrategyKind;
import java.util.Map;

/**
 * The settings of where to compute.
 *
 * @param conf Spark settings
 */
public record MachineSettings(SparkMaster master, StrategyKind strategy, Map<String, String> conf) {
    public static final MachineSettings DEFAULT = on("local[*]", Map.of());

    /** This JVM without Spark. */
    public static final MachineSettings NONE = new MachineSettings(new SparkMaster.None(), StrategyKind.AUTO, Map.of());

    /**
     * Settings with the default strategy of the master.
     *
     * @throws SettingsException if Spark does not know the master
     */
    public static MachineSettings on(String master, Map<String, String> conf) {
        return new MachineSettings(SparkMaster.ofSetting(master), StrategyKind.AUTO, conf);
    }

    /** @throws SettingsException if the master does not support the strategy */
    public MachineSettings {
        conf = Map.copyOf(conf);
        StrategyChoice.of(strategy, master);
    }

    /** These settings with another strategy. */
    public MachineSettings withStrategy(StrategyKind newStrategy) {
        return new MachineSettings(master, newStrategy, conf);
    }

    /** The strategy that these settings result in. */
    public StrategyChoice choice() {
        return StrategyChoice.of(strategy, master);
    }
}
