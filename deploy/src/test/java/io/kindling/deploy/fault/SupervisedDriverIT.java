package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.deploy.JavaProcesses;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.Repository;
import io.kindling.deploy.StandaloneCluster;
import io.kindling.deploy.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers in a standalone cluster, which starts them again by itself: {@code spark-submit --deploy-mode cluster --supervise}.
 * Each build shows the same on YARN.
 *
 * @see io.kindling.deploy.YarnIT
 */
@EnabledIfSystemProperty(named = "kindling.full", matches = "true")
class SupervisedDriverIT {
    private static final List<String> TRAINING = List.of(
            ("train classifier --rescale --optimizer adam --dropout 0.1 --validation 0 --epochs 40 --log-every 1"
                            + " --checkpoint-every 1s")
                    .split(" "));

    @TempDir
    static Path folder;

    private static StandaloneCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new StandaloneCluster(folder);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private static List<String> training(Path output, String... more) {
        List<String> words = new ArrayList<>(TRAINING);
        String data = Repository.file("deploy/data/fashion-mnist").toString();
        words.addAll(List.of("--data", data, "--output", output.toString()));
        words.addAll(List.of(more));
        return words;
    }

    /** Submits a driver; the command returns before the driver has run. */
    private static void submit(List<String> training) {
        List<String> words = new ArrayList<>(
                List.of("--master", cluster.url(), "--deploy-mode", "cluster", "--supervise", "--driver-memory", "1g"));
        words.addAll(List.of("--executor-memory", "1g", "--executor-cores", "1", "--total-executor-cores", "2"));
        words.addAll(KindlingProcess.QUICK_CLUSTER);
        words.addAll(List.of(
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString()));
        words.addAll(training);
        KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"))
                .run(words.toArray(String[]::new))
                .exitsWith(0);
    }

    private static JsonNode result(Path output) throws IOException {
        Path file = output.resolve("result.json");
        Waiting.until("a result in " + output, () -> Files.exists(file));
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void killedDriver_isStartedAgainByTheCluster_andContinues() throws IOException {
        JsonNode quiet = KindlingProcess.in(folder)
                .run(training(folder.resolve("quiet"), "--master", "none", "--json")
                        .toArray(String[]::new))
                .exitsWith(0)
                .json();

        Path output = folder.resolve("killed");
        submit(training(output));
        Waiting.until(
                "a checkpoint",
                () -> RunningTraining.hasCheckpoint(output) || Files.exists(output.resolve("result.json")));
        JavaProcesses.of(output.toString()).findFirst().orElseThrow().destroyForcibly();
        assertThat(output.resolve("result.json")).as("killed while it trains").doesNotExist();

        JsonNode result = result(output);
        assertThat(result.path("weights_sha256")).as("%s", result).isEqualTo(quiet.get("weights_sha256"));
        assertThat(result.get("resumed_from").path("step").asLong()).isPositive();
        assertThat(result.get("steps_this_run").asLong())
                .isLessThan(result.get("steps").asLong());
        assertThat(output.resolve("metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("quiet").resolve("metrics.jsonl"));
    }

    @Test
    void driverThatWouldFailAgain_repeatsItsError() throws IOException {
        Path output = folder.resolve("diverged");
        submit(training(output, "--learning-rate", "1e30"));
        Waiting.until(
                "a driver that repeats the error", () -> logs().anyMatch(line -> line.contains("Repeating the error")));
        JsonNode error = result(output).get("error");
        assertThat(error.get("exit").asInt()).isEqualTo(9);
        String message = error.get("message").asText();
        Waiting.until(
                "the error again",
                () -> logs().filter(line -> line.contains(message)).count() >= 2);
    }

    /** The lines that drivers have written to standard error so far. */
    private static Stream<String> logs() {
        List<String> lines = new ArrayList<>();
        for (String worker : List.of("worker-1", "worker-2")) {
            try (var drivers = Files.newDirectoryStream(folder.resolve(worker), "driver-*")) {
                for (Path driver : drivers) {
                    Path log = driver.resolve("stderr");
                    if (Files.exists(log)) {
                        lines.addAll(Files.readAllLines(log));
                    }
                }
            } catch (IOException starting) {
                // The worker has no folder yet.
            }
        }
        return lines.stream();
    }
}
