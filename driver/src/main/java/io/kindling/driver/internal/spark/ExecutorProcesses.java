package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.SettingsException;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * The executor processes of {@code local-cluster}. Spark starts them with the jars of a Spark home, which it finds only through
 * this process's environment, and with the class path of a setting.
 */
public final class ExecutorProcesses {
    private static final String HOME = "SPARK_HOME";
    private static final String JARS = "jars";
    private static final String CLASS_PATH = "spark.executor.extraClassPath";
    private static final String JVM_OPTIONS = "spark.executor.defaultJavaOptions";

    /** The option with which {@code bin/kindling} names its class-data-sharing archive. */
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    private ExecutorProcesses() {}

    /**
     * Gives them this process's class path, and with it the archive of its classes.
     *
     * @throws SettingsException if Spark would not find its home, so that none could start
     */
    static void configure(SparkConf conf, SparkMaster.LocalCluster cluster) {
        String home = System.getenv(HOME);
        if (!new File(home == null ? "." : home, JARS).isDirectory()) {
            String found = homeOfClassPath()
                    .map(Path::toString)
                    .orElse("the folder of a Spark with Scala 2.13, such as deploy/target/kindling/spark of a build,");
            throw new SettingsException("Cannot start the executor processes of " + cluster.url()
                    + ": Spark looks for their jars in $" + HOME + "/" + JARS + ", and "
                    + (home == null ? "that variable is not set" : "there is no folder " + home + "/" + JARS)
                    + ". Set the environment variable " + HOME + " to " + found + " before this process starts.");
        }
        conf.setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", SparkVersion.SCALA_LINE);
        if (!conf.contains(CLASS_PATH)) {
            conf.set(CLASS_PATH, absoluteClassPath());
            archive(ManagementFactory.getRuntimeMXBean().getInputArguments())
                    .ifPresent(options -> conf.set(JVM_OPTIONS, (options + " " + conf.get(JVM_OPTIONS, "")).strip()));
        }
    }

    /**
     * The options with which another JVM uses the archive of this one, if there is an archive. That JVM may have more on its
     * class path, after this one's; it ignores an archive that does not fit.
     *
     * @param arguments the options of this JVM
     */
    static Optional<String> archive(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(ARCHIVE))
                .map(argument -> new File(argument.substring(ARCHIVE.length())).getAbsolutePath())
                .map(file -> "-Xlog:cds*=off \"" + ARCHIVE + file + "\"")
                .reduce((earlier, later) -> later);
    }

    /** The Spark home whose jars this process uses. */
    private static Optional<Path> homeOfClassPath() {
        CodeSource source = SparkContext.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            URI jar = source.getLocation().toURI();
            return Optional.ofNullable(Path.of(jar).getParent())
                    .filter(folder -> folder.endsWith(JARS))
                    .map(Path::getParent);
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException notAFile) {
            return Optional.empty();
        }
    }

    /** Makes entries absolute, because executor processes start in another folder. */
    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> new File(entry).getAbsolutePath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** @throws SettingsException if a session's executor processes would not find Kindling's classes */
    public static void requireClasses(SparkConf conf) {
        boolean lacking = SparkMaster.of(conf.get("spark.master", "")) instanceof SparkMaster.LocalCluster
                && !conf.contains(CLASS_PATH)
                && !conf.contains("spark.jars");
        if (lacking) {
            throw new SettingsException("Cannot compute on the executor processes of " + conf.get("spark.master")
                    + ": they do not have Kindling's classes. Start the session with SparkRunner.session(\""
                    + conf.get("spark.master") + "\"), or set " + CLASS_PATH + " to this process's class path.");
        }
    }
}
