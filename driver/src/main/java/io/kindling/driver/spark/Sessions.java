package io.kindling.driver.spark;

import io.kindling.driver.table.TypesRegistrator;
import io.kindling.worker.KindlingRegistrator;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.sql.SparkSession;

/** Spark sessions of Kindling's own: Kryo with registration required, executors that find this class path. */
public final class Sessions {
    private Sessions() {}

    /** Whether Spark, as it is on the class path, has what this master needs: YARN and Kubernetes are modules of their own. */
    public static boolean knows(String master) {
        return !master.matches("yarn|k8s://.*")
                || ServiceLoader.load(ExternalClusterManager.class).stream()
                        .anyMatch(module -> module.get().canCreate(master));
    }

    /**
     * Starts a session, or joins the one that spark-submit prepared.
     *
     * @param master where; what spark-submit was told comes before it
     * @param settings more of Spark's settings, before Kindling's
     * @throws IllegalStateException on another Spark or Scala, or if this JVM was started without the options that Spark
     *     needs
     */
    public static SparkSession start(String master, Map<String, String> settings) {
        SparkVersion.ofClassPath().requireSupported();
        requireOpenJava();
        SparkConf conf =
                new SparkConf().setIfMissing("spark.master", master).setIfMissing("spark.app.name", "kindling");
        settings.forEach(conf::set);
        conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        conf.setIfMissing(
                "spark.kryo.registrator", KindlingRegistrator.class.getName() + "," + TypesRegistrator.class.getName());
        conf.setIfMissing("spark.kryo.registrationRequired", "true");
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
        // Weights do not compress: trying costs more than sending them.
        conf.setIfMissing("spark.broadcast.compress", "false");
        if (conf.get("spark.master").startsWith("local")) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            conf.setIfMissing("spark.executor.extraClassPath", absoluteClassPath());
        }
        LocalCluster.of(conf.get("spark.master")).ifPresent(cluster -> {
            // Begin when all executors are there, or the first would get all shards.
            conf.setIfMissing("spark.cores.max", Integer.toString(cluster.cores()));
            conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
            // Spark gives that to a worker, and to its executor 1 GiB of it.
            conf.setIfMissing("spark.executor.memory", cluster.megabytesEach() + "m");
        });
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** Without this check the first broadcast would fail, deep inside a serializer. */
    private static void requireOpenJava() {
        if (!ByteBuffer.class.getModule().isOpen("java.nio", Sessions.class.getModule())) {
            throw new IllegalStateException("Cannot start Spark: this Java virtual machine keeps parts of itself closed"
                    + " that Spark reads. Start it with the options that a build writes:"
                    + " java @deploy/target/kindling/java.options ...; in spark-submit's cluster mode, give them as"
                    + " --conf spark.driver.extraJavaOptions=...");
        }
    }

    /** Executor processes start in a folder of their own, so relative entries would not be found. */
    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> new File(entry).getAbsolutePath())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
