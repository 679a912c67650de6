package io.kindling.driver.machines;

import io.kindling.driver.spark.Executors;
import io.kindling.driver.spark.SparkVersion;
import io.kindling.nn.Config;
import io.kindling.worker.Machine;
import java.util.List;
import java.util.function.Consumer;

/**
 * What would compute here.
 *
 * @param master which machines were asked
 * @param spark Spark's version
 * @param scala Scala's version
 * @param driver this process
 * @param executors the others; none where this process computes
 */
public record Diagnosis(String master, String spark, String scala, Config driver, List<Config> executors) {
    private static final String DRIVER = "driver";

    /**
     * Starts the machines that the settings name, and asks each.
     *
     * @param notes hears what a person should know meanwhile, in one line each
     */
    public static Diagnosis of(MachineSettings settings, Consumer<String> notes) {
        Config driver = Machine.describe(DRIVER);
        List<Config> others = List.of();
        if (!settings.master().equals(MachineSettings.NO_SPARK)) {
            try (Engine engine = Engine.of(settings, notes)) {
                others = Executors.describe(engine.session()).stream()
                        .filter(executor -> !executor.string("id").equals(DRIVER))
                        .toList();
            }
        }
        SparkVersion found = SparkVersion.ofClassPath();
        return new Diagnosis(settings.master(), found.spark(), found.scala(), driver, others);
    }

    /** Whether all that compute use the same libraries and instructions, without which equal runs differ in their bits. */
    public boolean agrees() {
        List<Config> computing = executors.isEmpty() ? List.of(driver) : executors;
        return computing.stream()
                        .map(machine -> List.of(machine.list("libraries"), machine.flag("flushes_subnormals")))
                        .distinct()
                        .count()
                == 1;
    }
}
