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

    @Test
    void runOnHdfs_keepsOthersOut_andIsResumedAfterItsEnd() throws IOException {
        String quiet = digest(run(longRun(40, folder.resolve("quiet").toString(), "none")));
        try (RunningKindling running = startLongRun(40, "/long")) {
            awaitCheckpoint(running, "/long");
            KindlingResult second = KindlingProcess.in(folder)
                    .run("train", "classifier", "--master", "none", "--output", root + "/long", "--resume")
                    .exitsWith(8);
            assertThat(second.error())
                    .startsWith("kindling: Cannot write to " + root + "/long: process "
                            + running.handle().pid() + " on ")
                    .hasLineCount(1);
            running.handle().destroyForcibly();
            running.handle().onExit().join();
        }
        KindlingResult result = run(resuming(longRun(40, root + "/long", "local[1]")));
        assertThat(digest(result)).isEqualTo(quiet);
        assertThat(result.json().get("resumed_from").get("step").asLong()).isPositive();
        cluster.getFileSystem()
                .copyToLocalFile(
                        new org.apache.hadoop.fs.Path("/long/metrics.jsonl"),
                        new org.apache.hadoop.fs.Path(
                                folder.resolve("metrics.jsonl").toUri()));
        assertThat(folder.resolve("metrics.jsonl")).hasSameBinaryContentAs(folder.resolve("quiet/metrics.jsonl"));
    }

    /** The checkpoints exceed a quota; once they fit again, the name node is restarted. */
    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void checkpointsThatFail_endTheRunOrNot_asAsked() throws IOException {
        String quiet = digest(run(longRun(200, folder.resolve("quiet-200").toString(), "none")));
        try (RunningKindling stopped = startLongRun(200, "/stopped", "--checkpoint-failure", "stop")) {
            awaitCheckpoint(stopped, "/stopped");
            setSpaceQuota("/stopped/checkpoints", 1);
            KindlingResult ended = stopped.await().exitsWith(7);
            assertThat(ended.error()).contains("Training ends, as --checkpoint-failure says");
        }
        setSpaceQuota("/stopped/checkpoints", HdfsConstants.QUOTA_RESET);
        KindlingResult resumed = run(resuming(longRun(200, root + "/stopped", "none")));
        assertThat(digest(resumed)).isEqualTo(quiet);
        assertThat(resumed.json().get("resumed_from").get("step").asLong()).isPositive();

        try (RunningKindling continued = startLongRun(200, "/continued")) {
            awaitCheckpoint(continued, "/continued");
            setSpaceQuota("/continued/checkpoints", 1);
            awaitError(continued, "Training continues; older checkpoints are as they were.");
            setSpaceQuota("/continued/checkpoints", HdfsConstants.QUOTA_RESET);
            awaitError(continued, "Checkpoints are written again");
            cluster.restartNameNode();
            assertThat(continued.isRunning()).as("it trained meanwhile").isTrue();
            assertThat(digest(continued.await().exitsWith(0))).isEqualTo(quiet);
        }
    }

    private static void setSpaceQuota(String path, long bytes) throws IOException {
        cluster.getFileSystem().setQuota(new org.apache.hadoop.fs.Path(path), HdfsConstants.QUOTA_DONT_SET, bytes);
    }

    private static RunningKindling startLongRun(int epochs, String output, String... more) {
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .start(with(longRun(epochs, root + output, "local[2]"), more));
    }

    private static void awaitCheckpoint(RunningKindling running, String output) {
        org.apache.hadoop.fs.Path manifests = new org.apache.hadoop.fs.Path(output, "checkpoints/*/manifest.json");
        running.awaitUntil("a checkpoint", () -> cluster.getFileSystem().globStatus(manifests).length > 0);
    }

    private static void awaitError(RunningKindling running, String text) {
        running.awaitUntil(text, () -> running.error().contains(text));
    }

    private static String[] longRun(int epochs, String output, String master) {
        return ("train classifier --optimizer adam --rescale --validation 0 --epochs " + epochs + " --log-every 1"
                        + " --checkpoint-every 1s --json --master " + master + " --output " + output)
                .split(" ");
    }

    private static String[] resuming(String[] command) {
        return with(command, "--resume");
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
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
