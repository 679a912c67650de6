package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Data and output on a real HDFS give the same weights as local files. */
class HdfsIT {
    private static final Path DATA = Repository.file("deploy/data/fashion-mnist");

    @TempDir
    static Path folder;

    private static MiniDFSCluster cluster;
    private static String root;

    @BeforeAll
    static void startHdfs() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        cluster = new MiniDFSCluster.Builder(configuration).build();
        root = cluster.getURI().toString();
        FileSystem files = FileSystem.get(URI.create(root), configuration);
        try (var originals = Files.list(DATA)) {
            for (Path file : originals.toList()) {
                files.copyFromLocalFile(
                        new org.apache.hadoop.fs.Path(file.toUri()),
                        new org.apache.hadoop.fs.Path("/data/" + file.getFileName()));
            }
        }
    }

    @AfterAll
    static void stopHdfs() {
        cluster.shutdown(true);
    }

    /**
     * A run whose checkpoints meet a quota, and then a name node that restarts, goes on; it is killed and resumed on another
     * master, from HDFS.
     */
    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void runOnHdfs_survivesAQuota_aRestartOfTheNameNode_andAKill() throws IOException {
        String quiet = digest(run(longRun(folder.resolve("quiet").toString(), "none")));
        org.apache.hadoop.fs.Path checkpoints = new org.apache.hadoop.fs.Path("/long/checkpoints");
        try (RunningKindling running = KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .start(longRun(root + "/long", "local[2]"))) {
            await(running, () -> hasWhole(checkpoints));
            cluster.getFileSystem().setQuota(checkpoints, HdfsConstants.QUOTA_DONT_SET, 1);
            await(running, () -> running.error().contains("Training continues; older checkpoints are as they were"));
            assertThat(hasWhole(checkpoints)).isTrue();
            cluster.getFileSystem().setQuota(checkpoints, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
            await(running, () -> running.error().contains("Checkpoints are written again"));
            String newest = newest(checkpoints);
            cluster.restartNameNode();
            await(running, () -> !newest(checkpoints).equals(newest));
            running.handle().destroyForcibly();
            running.handle().onExit().join();
        }
        String[] resumed = Stream.concat(Stream.of(longRun(root + "/long", "local[1]")), Stream.of("--resume"))
                .toArray(String[]::new);
        KindlingResult result = run(resumed);
        assertThat(digest(result)).isEqualTo(quiet);
        assertThat(result.json().get("resumed_from").get("step").asLong()).isPositive();
        cluster.getFileSystem()
                .copyToLocalFile(
                        new org.apache.hadoop.fs.Path("/long/metrics.jsonl"),
                        new org.apache.hadoop.fs.Path(
                                folder.resolve("metrics.jsonl").toUri()));
        assertThat(folder.resolve("metrics.jsonl")).hasSameBinaryContentAs(folder.resolve("quiet/metrics.jsonl"));
    }

    private static String[] longRun(String output, String master) {
        return ("train classifier --hidden 1024,512 --optimizer adam --rescale --validation 0 --epochs 60 --log-every"
                        + " 10 --checkpoint-every 1s --json --master " + master + " --output " + output)
                .split(" ");
    }

    private static String digest(KindlingResult result) {
        return result.json().get("weights_sha256").asText();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(RunningKindling running, Condition condition) throws IOException {
        while (!condition.holds()) {
            assertThat(running.isRunning()).as("it trains: %s", running.error()).isTrue();
        }
    }

    private static boolean hasWhole(org.apache.hadoop.fs.Path checkpoints) throws IOException {
        return !newest(checkpoints).isEmpty();
    }

    /** The name of the newest checkpoint that is whole. */
    private static String newest(org.apache.hadoop.fs.Path checkpoints) throws IOException {
        FileStatus[] manifests =
                cluster.getFileSystem().globStatus(new org.apache.hadoop.fs.Path(checkpoints, "*/manifest.json"));
        return Stream.of(manifests)
                .map(manifest -> manifest.getPath().getParent().getName())
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    private static KindlingResult run(String... arguments) {
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .run(arguments)
                .exitsWith(0);
    }

    private static JsonNode train(String data, String output, String master) {
        return run(
                        "train",
                        "classifier",
                        "--data",
                        data,
                        "--limit",
                        "300",
                        "--rescale",
                        "--master",
                        master,
                        "--output",
                        output,
                        "--json")
                .json();
    }

    @Test
    void dataAndModelOnHdfs_giveTheSameWeightsAndMetricsAsLocalFiles() {
        JsonNode local = train(DATA.toString(), folder.resolve("out").toString(), "none");
        JsonNode hdfs = train(root + "/data", root + "/out", "local[2]");
        assertThat(hdfs.get("weights_sha256")).isEqualTo(local.get("weights_sha256"));

        JsonNode evaluation = run(
                        "evaluate",
                        "--model",
                        root + "/out/model",
                        "--data",
                        root + "/data",
                        "--split",
                        "validation",
                        "--master",
                        "local[2]",
                        "--json")
                .json();
        JsonNode last = hdfs.get("epochs").get(hdfs.get("epochs").size() - 1);
        assertThat(evaluation.get("loss").asDouble())
                .isEqualTo(last.get("val_loss").asDouble());
        assertThat(evaluation.get("accuracy").asDouble())
                .isEqualTo(last.get("val_accuracy").asDouble());
    }
}
