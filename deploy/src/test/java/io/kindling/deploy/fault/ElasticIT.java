package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.ProgramJar;
import io.kindling.deploy.Repository;
import io.kindling.deploy.RunningKindling;
import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Executors that come and go while tasks stay over many steps: those that come compute, and the weights are the same. */
class ElasticIT {
    private static final int SHARDS = 4;
    private static final String COMPUTES = "computes-";

    @TempDir
    static Path folder;

    private static String expected;
    private static Path jar;

    @BeforeAll
    static void trainQuietly() throws IOException {
        jar = ProgramJar.pack(folder.resolve("paced.jar"), "com.acme.fault.", "Paced");
        Path quiet = Files.createDirectory(folder.resolve("quiet"));
        Files.createFile(quiet.resolve("go"));
        try (RunningKindling running = KindlingProcess.in(folder)
                .start(training(quiet, "--master", "none").toArray(String[]::new))) {
            expected = digest(running.await().exitsWith(0));
        }
    }

    private static String digest(KindlingResult result) {
        return result.json().get("weights_sha256").asText();
    }

    /** @param go where the program finds its files */
    private static List<String> training(Path go, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "com.acme.fault.Paced", "--jar", jar.toString()));
        words.addAll(
                List.of("--data", Repository.file("deploy/data/fashion-mnist").toString()));
        words.addAll(List.of("--limit", "6000", "--epochs", "20", "--validation", "100", "--json"));
        words.addAll(List.of("--shards", Integer.toString(SHARDS), "--set", "folder=" + go));
        words.addAll(List.of("--output", go.resolve("run").toString()));
        words.addAll(List.of(more));
        return words;
    }

    private static RunningKindling submit(StandaloneCluster cluster, Path go, String... spark) {
        List<String> words = new ArrayList<>(List.of("--master", cluster.url(), "--executor-memory", "1g"));
        words.addAll(List.of("--executor-cores", "1"));
        words.addAll(List.of(spark));
        words.addAll(List.of(
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString()));
        words.addAll(training(go, "--strategy", "allreduce"));
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"))
                .start(words.toArray(String[]::new));
    }

    /** Waits until so many processes have computed. */
    private static void awaitComputing(RunningKindling running, Path go, int processes) {
        running.awaitUntil(processes + " processes compute", () -> processes(go).size() >= processes);
    }

    /** The processes that have computed, and live. */
    private static List<ProcessHandle> processes(Path go) {
        try (Stream<Path> files = Files.list(go)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(COMPUTES))
                    .flatMap(name -> ProcessHandle.of(Long.parseLong(name.substring(COMPUTES.length()))).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has Spark end an executor as soon as it has no tasks, and waits for its end. */
    private static void decommission(RunningKindling running, Path go) {
        ProcessHandle executor = processes(go).get(0);
        RunningTraining.signal("PWR", executor);
        running.awaitUntil("the end of executor " + executor, () -> !executor.isAlive());
    }

    private static List<Long> shardsComputed(JsonNode result) {
        return StreamSupport.stream(result.get("executors").spliterator(), false)
                .map(executor -> executor.get("shards_computed").asLong())
                .toList();
    }

    private static void verify(KindlingResult result, int executors) {
        assertThat(digest(result.exitsWith(0))).as("weights of %s", result).isEqualTo(expected);
        List<Long> shards = shardsComputed(result.json());
        assertThat(shards).as("shards of executors of %s", result).hasSizeGreaterThanOrEqualTo(executors);
        assertThat(shards.stream().filter(number -> number > 0)).hasSizeGreaterThanOrEqualTo(executors);
        assertThat(shards.stream().mapToLong(Long::longValue).sum())
                .isEqualTo(SHARDS * result.json().get("steps_this_run").asLong());
    }

    @Test
    void addedWorker_computes_andTheFirstMayEnd() throws IOException {
        Path go = Files.createDirectory(folder.resolve("added"));
        try (StandaloneCluster cluster = new StandaloneCluster(go, 1);
                RunningKindling running = submit(cluster, go)) {
            awaitComputing(running, go, 2);
            cluster.addWorker();
            awaitComputing(running, go, 4);
            cluster.endFirstWorker();
            Files.createFile(go.resolve("go"));
            verify(running.await(), 4);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void dynamicAllocation_addsExecutorsThatCompute_andOneMayBeDecommissioned() throws IOException {
        Path go = Files.createDirectory(folder.resolve("dynamic"));
        try (StandaloneCluster cluster = new StandaloneCluster(go, 2);
                RunningKindling running = submit(
                        cluster,
                        go,
                        "--conf",
                        "spark.decommission.enabled=true",
                        "--conf",
                        "spark.dynamicAllocation.enabled=true",
                        "--conf",
                        "spark.dynamicAllocation.shuffleTracking.enabled=true",
                        "--conf",
                        "spark.dynamicAllocation.initialExecutors=1",
                        "--conf",
                        "spark.dynamicAllocation.maxExecutors=3")) {
            awaitComputing(running, go, 3);
            decommission(running, go);
            Files.createFile(go.resolve("go"));
            KindlingResult result = running.await();
            verify(result, 3);
            assertThat(result.json().get("retries").asLong())
                    .as("retries of %s", result)
                    .isZero();
        }
    }
}
