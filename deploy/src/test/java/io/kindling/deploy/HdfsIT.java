package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
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

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void killedRunOnHdfs_resumesOnAnotherMaster() throws IOException {
        String quiet = digest(run(longRun(folder.resolve("quiet").toString(), "none")));
        org.apache.hadoop.fs.Path output = new org.apache.hadoop.fs.Path("/long");
        try (RunningKindling running = KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .start(longRun(root + output, "local[2]"))) {
            while (cluster.getFileSystem()
                            .globStatus(new org.apache.hadoop.fs.Path(output, "checkpoints/*/manifest.json"))
                            .length
                    == 0) {
                assertThat(running.isRunning())
                        .as("it trains: %s", running.error())
                        .isTrue();
            }
            running.handle().destroyForcibly();
            running.handle().onExit().join();
        }
        KindlingResult result = run(Stream.concat(Stream.of(longRun(root + output, "local[1]")), Stream.of("--resume"))
                .toArray(String[]::new));
        assertThat(digest(result)).isEqualTo(quiet);
        assertThat(result.json().get("resumed_from").get("step").asLong()).isPositive();
        cluster.getFileSystem()
                .copyToLocalFile(
                        new org.apache.hadoop.fs.Path(output, "metrics.jsonl"),
                        new org.apache.hadoop.fs.Path(
                                folder.resolve("metrics.jsonl").toUri()));
        assertThat(folder.resolve("metrics.jsonl")).hasSameBinaryContentAs(folder.resolve("quiet/metrics.jsonl"));
    }

    private static String[] longRun(String output, String master) {
        return ("train classifier --optimizer adam --rescale --validation 0 --epochs 12 --log-every 1"
                        + " --checkpoint-every 1s --json --master " + master + " --output " + output)
                .split(" ");
    }

    private static String digest(KindlingResult result) {
        return result.json().get("weights_sha256").asText();
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
