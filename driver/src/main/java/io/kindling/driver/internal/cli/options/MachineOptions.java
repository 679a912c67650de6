package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cluster.MachineSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say where to compute. */
@OptionGroup(Heading.MACHINES)
public final class MachineOptions {
    /** The property that spark-submit sets from its {@code --master} option. */
    static final String SPARK_MASTER = "spark.master";

    private static final String SPARK_JARS = "spark.jars";

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark master: local[*], local[N], local-cluster[EXECUTORS,CORES,MB] or spark://HOST:PORT;"
                    + " under spark-submit that of spark-submit, which may also be yarn or k8s://URL;"
                    + " none computes in this process without Spark (default: ${DEFAULT-VALUE}).")
    private String master = "";

    @Option(names = "--conf", paramLabel = "NAME=VALUE", description = "Spark setting; may be repeated.")
    private Map<String, String> given = new LinkedHashMap<>();

    @Option(
            names = "--executor-timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long to wait while there is no executor, such as 90s, 10min or 2h"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration executorTimeout = MachineSettings.Limits.DEFAULT.executors();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** Returns the Spark settings of the config file, overridden by those of {@code --conf}. */
    private Map<String, String> conf() {
        Map<String, String> conf = new LinkedHashMap<>(SettingSources.conf(command));
        conf.putAll(given);
        return conf;
    }

    public MachineSettings settings() {
        return settings(conf());
    }

    /** Returns the settings with these jars added to those of spark-submit, for Spark to send to every executor. */
    public MachineSettings settings(JarOptions jars) {
        Map<String, String> more = conf();
        String others = more.getOrDefault(SPARK_JARS, System.getProperty(SPARK_JARS, ""));
        String all = Stream.concat(
                        Stream.of(others.split(",")),
                        jars.paths().stream().map(path -> Path.of(path).toUri().toString()))
                .filter(jar -> !jar.isEmpty())
                .distinct()
                .collect(Collectors.joining(","));
        if (!all.isEmpty()) {
            more.put(SPARK_JARS, all);
        }
        return settings(more);
    }

    private MachineSettings settings(Map<String, String> spark) {
        if (spark.containsKey(SPARK_MASTER)) {
            throw SettingsException.invalid(
                    "--conf", SPARK_MASTER, "use --master " + CommandText.quoted(spark.get(SPARK_MASTER)));
        }
        String submitted = System.getProperty(SPARK_MASTER, master);
        if (!submitted.equals(master)) {
            throw SettingsException.invalid(
                    "--master", master, "spark-submit has set it to " + submitted + "; leave --master out");
        }
        return MachineSettings.on(master, spark)
                .withLimits(MachineSettings.Limits.DEFAULT.withExecutors(executorTimeout));
    }

    /** Returns the file system settings among Spark's, from spark-submit and from this command. */
    public Map<String, String> hadoop() {
        return hadoop(conf());
    }

    /** Returns the file system settings of a command without Spark options: from spark-submit and the config file. */
    public static Map<String, String> hadoop(CommandSpec command) {
        return hadoop(SettingSources.conf(command));
    }

    private static Map<String, String> hadoop(Map<String, String> conf) {
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
