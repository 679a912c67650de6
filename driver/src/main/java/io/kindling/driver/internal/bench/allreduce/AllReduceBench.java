package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;
import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.io.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Measures what a step costs besides computing, if its two ranks are threads of one process, or executors of this machine that
 * share memory or use the network: each adds half of two gradients, updates that half of the weights, and copies the other half.
 * Beside each figure stands its floor: {@link BareThreads} or {@link BareSockets}.
 */
public final class AllReduceBench {
    /** The numbers of weights: of the guide's classifier, and of its GAN's larger model. */
    private static final List<Integer> FLOATS = List.of(55_050, 1_340_000);

    private final JavaSparkContext spark;
    private final Consumer<AllReduceResult> results;
    private final Consumer<String> notes;

    /**
     * @param results receives each result
     * @param notes receives what the user should know about the figures
     */
    public AllReduceBench(SparkSession session, Consumer<AllReduceResult> results, Consumer<String> notes) {
        this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.results = results;
        this.notes = notes;
    }

    /** @throws SettingsException if a master has no executor processes on this machine */
    public static void requireProcesses(SparkMaster master) {
        if (!(master instanceof SparkMaster.LocalCluster || master instanceof SparkMaster.Standalone)) {
            throw SettingsException.invalid(
                    "master",
                    master.url(),
                    "two executors on this machine, such as local-cluster[2,1,2048]: they exchange gradients");
        }
    }

    /** Measures all sizes. */
    public void run() {
        FLOATS.forEach(this::measure);
    }

    private void measure(int floats) {
        List<Config> ranks = List.of();
        try {
            Path folder = Files.createTempDirectory("kindling-bench");
            try {
                ranks = spark
                        .parallelize(IntStream.range(0, OneLayer.SHARDS).boxed().toList(), OneLayer.SHARDS)
                        .map(new MeasureRank(folder.toString(), floats))
                        .collect()
                        .stream()
                        .map(Json::parse)
                        .toList();
            } finally {
                new Rendezvous(folder).delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use a temporary folder: " + e.getMessage(), e);
        }
        if (ranks.get(0).longInteger(MeasureRank.PROCESS) == ranks.get(1).longInteger(MeasureRank.PROCESS)) {
            throw new ClusterException(
                    "Cannot measure: both tasks ran in one executor. Use executors with one core each, such as"
                            + " --master local-cluster[2,1,2048].");
        }
        Config measured = ranks.get(0);
        if (!measured.string(MeasureRank.NOTE).isEmpty()) {
            notes.accept(measured.string(MeasureRank.NOTE));
        }
        StepTimes bareThreads = times(measured, MeasureRank.BARE_THREADS);
        result(floats, MeasureRank.THREADS, measured, bareThreads);
        result(floats, MeasureRank.MAPPED, measured, bareThreads);
        result(floats, MeasureRank.NETWORK, measured, times(measured, MeasureRank.SOCKETS));
    }

    private void result(int floats, String transport, Config measured, StepTimes floor) {
        results.accept(new AllReduceResult(floats, transport, times(measured, transport), floor));
    }

    private static StepTimes times(Config measured, String name) {
        return StepTimes.of(measured.config(name));
    }
}
