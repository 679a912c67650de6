package io.kindling.driver.cli;

import io.kindling.driver.run.MachineSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of where to compute. */
final class MachineOptions {
    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Spark's master: local[*], local[N], local-cluster[EXECUTORS,CORES,MB], spark://HOST:PORT, yarn;"
                            + " none computes in this process without Spark (default: ${DEFAULT-VALUE}).")
    private String master = "";

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "How executors work together: auto or broadcast (default: ${DEFAULT-VALUE}).")
    private String strategy = "";

    @Option(
            names = "--conf",
            paramLabel = "NAME=VALUE",
            split = ",(?=[\\w.]+=)",
            description = "A setting of Spark; may be repeated.")
    private Map<String, String> conf = new LinkedHashMap<>();

    MachineSettings settings() {
        return new MachineSettings(master, strategy, conf);
    }

    /** Settings of file systems among those of Spark, from spark-submit and from here. */
    Map<String, String> hadoop() {
        Map<String, String> settings = new LinkedHashMap<>();
        System.getProperties().forEach((name, value) -> add(settings, name.toString(), value.toString()));
        conf.forEach((name, value) -> add(settings, name, value));
        return settings;
    }

    private static void add(Map<String, String> settings, String name, String value) {
        String prefix = "spark.hadoop.";
        if (name.startsWith(prefix)) {
            settings.put(name.substring(prefix.length()), value);
        }
    }
}
