package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.StrategyChoice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of where to compute.
 *
 * @param master Spark's master URL, or {@value #NO_SPARK} for threads of this JVM
 * @param strategy one of {@link StrategyChoice}
 * @param conf Spark settings
 */
public record MachineSettings(String master, String strategy, Map<String, String> conf) {
    /** The master that stands for this JVM without Spark. */
    public static final String NO_SPARK = "none";

    private static final Pattern MASTER = Pattern.compile(
            "none|yarn|local|local\\[(\\*|[1-9]\\d*)(,\\d+)?]|local-cluster\\[\\d+,\\d+,\\d+]|spark://.*|k8s://.+");

    public static final MachineSettings DEFAULT = on("local[*]", Map.of());

    /** This JVM without Spark. */
    public static final MachineSettings NONE = on(NO_SPARK, Map.of());

    /** Settings with the default strategy of the master. */
    public static MachineSettings on(String master, Map<String, String> conf) {
        return new MachineSettings(master, StrategyChoice.AUTO, conf);
    }

    public MachineSettings {
        conf = Map.copyOf(conf);
        if (!MASTER.matcher(master).matches()) {
            throw SettingsException.invalid(
                    "master",
                    master,
                    "none, local, local[N], local[*], local-cluster[EXECUTORS,CORES,MEGABYTES], spark://HOST:PORT, yarn,"
                            + " k8s://URL");
        }
        StandaloneMasters.of(master);
        choice(strategy, master);
    }

    /** These settings with another strategy. */
    public MachineSettings withStrategy(String newStrategy) {
        return new MachineSettings(master, newStrategy, conf);
    }

    /** The strategy that these settings result in. */
    public StrategyChoice choice() {
        return choice(strategy, master);
    }

    private static StrategyChoice choice(String strategy, String master) {
        return master.equals(NO_SPARK)
                ? StrategyChoice.withoutSpark(strategy)
                : StrategyChoice.onSpark(strategy, master);
    }

    /** These settings with a Spark setting, unless it is set already. */
    public MachineSettings withDefault(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(conf);
        changed.putIfAbsent(name, value);
        return new MachineSettings(master, strategy, changed);
    }
}
