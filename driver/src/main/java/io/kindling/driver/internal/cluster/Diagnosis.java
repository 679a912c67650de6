package io.kindling.driver.internal.cluster;

import io.kindling.config.Config;
import io.kindling.driver.internal.spark.Executors;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.internal.spark.SparkVersion;
import io.kindling.worker.internal.machine.Machine;
import java.util.List;
import java.util.stream.Stream;

/**
 * A description of the machines that a run would use.
 *
 * @param master the master URL
 * @param spark Spark's version
 * @param scala Scala's version
 * @param driver this process
 * @param executors the executors; empty if this process computes
 */
public record Diagnosis(String master, String spark, String scala, Config driver, List<Config> executors) {
    private static final String DRIVER = "driver";

    /**
     * Starts the machines of the settings and describes each.
     *
     * @param engine the engine for the settings
     */
    public static Diagnosis of(MachineSettings settings, Engine engine) {
        Config driver = Machine.describe(DRIVER);
        List<Config> others = List.of();
        if (!(settings.master() instanceof SparkMaster.None)) {
            others = Executors.describe(engine.session()).stream()
                    .filter(executor -> !executor.string("id").equals(DRIVER))
                    .toList();
        }
        SparkVersion found = SparkVersion.ofClassPath();
        return new Diagnosis(settings.master().url(), found.spark(), found.scala(), driver, others);
    }

    /** Whether all processes have the same versions of Java, Spark and Kindling: else a training is refused. */
    public boolean hasOneVersion() {
        return Stream.concat(Stream.of(driver), executors.stream())
                        .map(machine ->
                                List.of(machine.integer("java"), machine.string("spark"), machine.string("kindling")))
                        .distinct()
                        .count()
                == 1;
    }

    /** Whether all computing machines use the same libraries and instruction sets: else equal runs may differ in their bits. */
    public boolean agrees() {
        List<Config> computing = executors.isEmpty() ? List.of(driver) : executors;
        return computing.stream()
                        .map(machine -> List.of(machine.list("libraries"), machine.flag("flushes_subnormals")))
                        .distinct()
                        .count()
                == 1;
    }
}
