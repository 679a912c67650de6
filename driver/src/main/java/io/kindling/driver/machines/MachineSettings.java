package io.kindling.driver.machines;

import io.kindling.driver.SettingsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where to compute.
 *
 * @param master Spark's master URL, or {@value #NO_SPARK} for threads of this JVM
 * @param strategy {@code auto} or a strategy's name
 * @param conf settings of Spark
 */
public record MachineSettings(String master, String strategy, Map<String, String> conf) {
    /** The master that stands for this JVM without Spark. */
    public static final String NO_SPARK = "none";

    private static final Pattern MASTER = Pattern.compile(
            "none|yarn|local|local\\[(\\*|[1-9]\\d*)(,\\d+)?]|local-cluster\\[\\d+,\\d+,\\d+]|spark://.*|k8s://.+");

    public static final MachineSettings DEFAULT = new MachineSettings("local[*]", "auto", Map.of());

    /** This JVM without Spark. */
    public static final MachineSettings NONE = new MachineSettings(NO_SPARK, "auto", Map.of());

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
        switch (strategy) {
            case "auto", "broadcast" -> {}
            case "allreduce" ->
                throw SettingsException.invalid(
                        "strategy", strategy, "not there yet; broadcast gives the same weights");
            default -> throw SettingsException.invalid("strategy", strategy, "auto or broadcast");
        }
    }

    /** The same with a setting of Spark, unless it has it already. */
    public MachineSettings withDefault(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(conf);
        changed.putIfAbsent(name, value);
        return new MachineSettings(master, strategy, changed);
    }
}
