package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Training by spark-submit on YARN, with data and output on HDFS: the weights of any other master, and our exit codes. */
class YarnIT {
    private static final Path DATA = Repository.file("deploy/data/fashion-mnist");
    private static final List<String> CLASSIFIER =
            List.of("classifier", "--rescale", "--optimizer", "adam", "--limit", "500", "--epochs", "2");
    /** Trains for long enough to be killed meanwhile. */
    private static final List<String> LONG = List.of(
            "classifier --rescale --optimizer adam --validation 0 --epochs 40 --log-every 1 --checkpoint-every 1s"
                    .split(" "));

    private static final String[] SECOND_ATTEMPT = {"--conf", "spark.yarn.maxAppAttempts=2"};
    private static final String APPLICATION_MASTER = "org.apache.spark.deploy.yarn.ApplicationMaster";
    private static final String PACKAGE = "com.acme.wrong.";
    private static final List<String> OWN_PROGRAM = List.of(PACKAGE + "HasItsLayer", "--limit", "320", "--epochs", "1");

    @TempDir
    static Path folder;

    private static YarnCluster cluster;
    private static String expected;

    @BeforeAll
    static void startYarn() throws Exception {
        cluster = new YarnCluster(folder);
        try (var originals = Files.list(DATA)) {
            for (Path file : originals.toList()) {
                cluster.files()
                        .copyFromLocalFile(
                                new org.apache.hadoop.fs.Path(file.toUri()),
                                new org.apache.hadoop.fs.Path("/data/" + file.getFileName()));
            }
        }
        expected = digestOnThreads(CLASSIFIER, "local");
    }

    private static String digestOnThreads(List<String> training, String output, String... more) {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(training);
        command.addAll(List.of("--data", DATA.toString(), "--master", "local[2]", "--json"));
        command.addAll(List.of("--output", folder.resolve(output).toString()));
        command.addAll(List.of(more));
        return KindlingProcess.in(folder)
                .run(command.toArray(String[]::new))
                .exitsWith(0)
                .json()
                .get("weights_sha256")
                .asText();
    }

    @AfterAll
    static void stopYarn() {
        cluster.close();
    }

    /** Submits a training of the classifier, with output in a folder of the HDFS. */
    private static KindlingResult submit(String mode, String output, String data, String... options) {
        return submit(mode, CLASSIFIER, output, data, options);
    }

    private static KindlingResult submit(
            String mode, List<String> training, String output, String data, String... options) {
        try (RunningKindling running = start(mode, training, output, data, options)) {
            return running.await();
        }
    }

    private static RunningKindling start(
            String mode, List<String> training, String output, String data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "--master",
                "yarn",
                "--deploy-mode",
                mode,
                "--num-executors",
                "2",
                "--executor-memory",
                "1g",
                "--driver-memory",
                "1g",
                // Without this, spark-submit would upload all of Spark's jars.
                "--conf",
                "spark.yarn.jars=local:" + Repository.file("deploy/target/kindling/spark/jars") + "/*",
                "--conf",
                "spark.scheduler.minRegisteredResourcesRatio=1.0",
                // A failed driver is not started again, unless options say so.
                "--conf",
                "spark.yarn.maxAppAttempts=1"));
        command.addAll(KindlingProcess.QUICK_CLUSTER);
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString(),
                "train"));
        command.addAll(training);
        command.addAll(List.of("--data", data, "--output", "/" + output, "--json"));
        return KindlingProcess.in(folder)
                .with("HADOOP_CONF_DIR", cluster.configuration().toString())
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"))
                .start(command.toArray(String[]::new));
    }

    private static JsonNode result(String output) throws IOException {
        try (InputStream in = cluster.files().open(new org.apache.hadoop.fs.Path("/" + output + "/result.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static long executors(JsonNode result) {
        return StreamSupport.stream(result.get("executors").spliterator(), false)
                .filter(executor -> executor.get("shards_computed").asLong() > 0)
                .count();
    }

    @Test
    void clientMode_givesTheWeightsOfLocalThreads() throws IOException {
        JsonNode printed = submit("client", "client", "/data").exitsWith(0).json();
        assertThat(printed.get("weights_sha256").asText()).isEqualTo(expected);
        assertThat(executors(printed)).isEqualTo(2);
        assertThat(result("client").get("weights_sha256").asText()).isEqualTo(expected);
    }

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void clusterMode_givesTheWeightsOfLocalThreads() throws IOException {
        submit("cluster", "cluster", "/data").exitsWith(0);
        assertThat(result("cluster").get("weights_sha256").asText()).isEqualTo(expected);
    }

    @Test
    void programInAJar_isUploadedAndTrained() throws IOException {
        Path jar =
                ProgramJar.packWithKinds(folder.resolve("own.jar"), PACKAGE, "ListsItsLayer", "HasItsLayer", "Tagged");
        String own = digestOnThreads(OWN_PROGRAM, "own-local", "--jar", jar.toString());

        // Kindling's own option; its path names a local file.
        List<String> withJar = new ArrayList<>(OWN_PROGRAM);
        withJar.addAll(List.of("--jar", jar.toString()));
        JsonNode inClient =
                submit("client", withJar, "own-client", "/data").exitsWith(0).json();
        assertThat(inClient.get("weights_sha256").asText()).isEqualTo(own);

        submit("cluster", OWN_PROGRAM, "own-cluster", "/data", "--jars", jar.toString())
                .exitsWith(0);
        assertThat(result("own-cluster").get("weights_sha256").asText()).isEqualTo(own);
    }

    @Test
    void missingData_endsClientModeWithOurExitCode_andClusterModeWithAnError() throws IOException {
        submit("client", "client-missing", "/nowhere").exitsWith(3);

        KindlingResult failed = submit("cluster", "cluster-missing", "/nowhere");
        assertThat(failed.exitCode()).isNotZero();
        JsonNode error = result("cluster-missing").get("error");
        assertThat(error.get("exit").asInt()).isEqualTo(3);
        assertThat(error.get("message").asText()).contains("/nowhere");
    }

    @Test
    void containerWithTooLittleMemory_isRefusedBeforeTheFirstStep() {
        KindlingResult refused = submit("client", "small", "/data", "--conf", "spark.executor.memoryOverhead=64m")
                .exitsWith(2);
        assertThat(refused.error()).contains("spark.executor.memoryOverhead=").doesNotContain("step 1/");
    }

    @Test
    void killedApplicationMaster_isStartedAgainByTheCluster_andContinues() throws Exception {
        String quiet = digestOnThreads(LONG, "long-local");
        try (RunningKindling running = start("cluster", LONG, "long", "/data", SECOND_ATTEMPT)) {
            org.apache.hadoop.fs.Path manifests = new org.apache.hadoop.fs.Path("/long/checkpoints/*/manifest.json");
            running.awaitUntil("a checkpoint", () -> cluster.files().globStatus(manifests).length > 0);
            JavaProcesses.of(APPLICATION_MASTER).findFirst().orElseThrow().destroyForcibly();
            assertThat(isUnfinished("long")).as("killed while it trains").isTrue();
            running.await().exitsWith(0);
        }
        JsonNode result = result("long");
        assertThat(result.path("weights_sha256").asText()).as("%s", result).isEqualTo(quiet);
        assertThat(result.get("resumed_from").path("step").asLong()).isPositive();
        assertThat(result.get("steps_this_run").asLong())
                .isLessThan(result.get("steps").asLong());
        cluster.files()
                .copyToLocalFile(
                        new org.apache.hadoop.fs.Path("/long/metrics.jsonl"),
                        new org.apache.hadoop.fs.Path(
                                folder.resolve("long.jsonl").toUri()));
        assertThat(folder.resolve("long.jsonl")).hasSameBinaryContentAs(folder.resolve("long-local/metrics.jsonl"));
    }

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void secondAttempt_repeatsAnErrorThatItWouldHaveAgain() throws Exception {
        List<String> diverging = new ArrayList<>(LONG);
        diverging.addAll(List.of("--learning-rate", "1e30"));
        try (RunningKindling running = start("cluster", diverging, "diverging", "/data", SECOND_ATTEMPT)) {
            assertThat(running.await().exitCode()).isNotZero();
        }
        JsonNode error = result("diverging").get("error");
        assertThat(error.get("exit").asInt()).isEqualTo(9);
        List<List<String>> logs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
                logs.add(Files.readAllLines(log));
            }
        }
        String message = error.get("message").asText();
        assertThat(logs.stream().filter(log -> log.stream().anyMatch(line -> line.contains(message))))
                .as("attempts that ended with %s", message)
                .hasSize(2);
        assertThat(logs.stream().filter(log -> log.stream().anyMatch(line -> line.contains("Repeating the error"))))
                .as("attempts that did not train")
                .hasSize(1);
    }

    @Test
    void killedContainer_isReplacedAndGivesTheSameWeights() throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        Thread killer = new Thread(() -> killed.set(killAnExecutorOnceStepsAreLogged("killed")));
        killer.start();
        JsonNode printed = submit("client", "killed", "/data").exitsWith(0).json();
        killer.join();
        assertThat(killed).as("an executor was killed while steps were left").isTrue();
        assertThat(printed.get("weights_sha256").asText()).isEqualTo(expected);
    }

    /** Containers are child processes of this one, in which the node manager runs. */
    private static boolean killAnExecutorOnceStepsAreLogged(String output) {
        org.apache.hadoop.fs.Path log = new org.apache.hadoop.fs.Path("/" + output + "/metrics.jsonl");
        Waiting.until("a logged step", () -> cluster.files().exists(log));
        boolean killed = JavaProcesses.of("YarnCoarseGrainedExecutorBackend")
                .findFirst()
                .orElseThrow()
                .destroyForcibly();
        return killed && isUnfinished(output);
    }

    private static boolean isUnfinished(String output) {
        try {
            return !cluster.files().exists(new org.apache.hadoop.fs.Path("/" + output + "/result.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
