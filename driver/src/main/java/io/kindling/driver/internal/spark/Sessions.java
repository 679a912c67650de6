package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.SettingsException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.sql.SparkSession;

/** Starts Spark sessions for Kindling: executors of this machine get this process's class path. */
public final class Sessions {
    private Sessions() {}

    /** Whether the Spark on the class path supports a master: YARN and Kubernetes are separate modules. */
    public static boolean supports(SparkMaster master) {
        return !(master instanceof SparkMaster.Yarn || master instanceof SparkMaster.Kubernetes)
                || ServiceLoader.load(ExternalClusterManager.class).stream()
                        .anyMatch(module -> module.get().canCreate(master.url()));
    }

    /**
     * Starts a session, with the settings of spark-submit if that started this process, or returns the active one.
     *
     * @param master the master; that of spark-submit takes precedence
     * @param settings Spark settings, which take precedence over Kindling's defaults
     * @throws SettingsException if executor processes of this machine could not start
     * @throws IllegalStateException if the Spark or Scala version is unsupported, or this JVM was started without the options
     *     that Spark needs
     */
    public static SparkSession start(SparkMaster master, Map<String, String> settings) {
        SparkVersion.ofClassPath().requireSupported();
        requireOpenJava();
        SparkConf conf =
                new SparkConf().setIfMissing("spark.master", master.url()).setIfMissing("spark.app.name", "kindling");
        settings.forEach(conf::set);
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
        // Weights do not compress: the attempt costs more time than sending them.
        conf.setIfMissing("spark.broadcast.compress", "false");
        SparkMaster actual = SparkMaster.of(conf.get("spark.master"));
        if (actual.isThisMachine()) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        if (actual.isThisProcess()) {
            // An OutOfMemoryError of a task must fail the job, not end this process.
            conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
        }
        if (actual instanceof SparkMaster.Standalone) {
            // As on YARN: else the first executor begins with the shards of all.
            conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "0.8");
        }
        if (actual instanceof SparkMaster.LocalCluster cluster) {
            ExecutorProcesses.configure(conf, cluster);
            conf.setIfMissing("spark.cores.max", Integer.toString(cluster.cores()));
            conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
            // Spark gives this memory to the worker, but by default only 1 GiB of it to the executor.
            conf.setIfMissing("spark.executor.memory", cluster.megabytesEach() + "m");
        }
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** Checks Spark's JVM options now, because else the first broadcast fails with an error that does not name them. */
    private static void requireOpenJava() {
        if (!ByteBuffer.class.getModule().isOpen("java.nio", Sessions.class.getModule())) {
            throw new IllegalStateException("Cannot start Spark: this Java virtual machine was started without the"
                    + " --add-opens options that Spark needs. Start it with the options that a build writes:"
                    + " java @deploy/target/kindling/java.options ...; in spark-submit's cluster mode, give them as"
                    + " --conf spark.driver.extraJavaOptions=...");
        }
    }
}
