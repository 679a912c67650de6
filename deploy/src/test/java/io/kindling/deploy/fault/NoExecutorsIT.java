package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.Repository;
import io.kindling.deploy.RunningKindling;
import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A training that has no executors says so, and ends when it has waited for as long as it may. */
class NoExecutorsIT {
    private static final String LIMIT = "18s";
    /** More than any worker has. */
    private static final String TOO_MUCH = "100g";

    @TempDir
    Path folder;

    private StandaloneCluster cluster;

    @BeforeEach
    void startCluster() throws IOException {
        cluster = new StandaloneCluster(folder);
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    private RunningKindling start(String memory, String... spark) {
        List<String> words = new ArrayList<>(List.of("--master", cluster.url(), "--executor-memory", memory));
        words.addAll(List.of(spark));
        words.addAll(List.of(
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString()));
        words.addAll(List.of("train", "classifier", "--limit", "640", "--epochs", "1000", "--validation", "100"));
        words.addAll(
                List.of("--data", Repository.file("deploy/data/fashion-mnist").toString()));
        words.addAll(List.of("--output", folder.resolve("run").toString()));
        words.addAll(List.of("--log-every", "1", "--json", "--executor-timeout", LIMIT));
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"))
                .start(words.toArray(String[]::new));
    }

    private static void endsWith6(RunningKindling running, String note, String message) {
        KindlingResult result = running.await().exitsWith(6);
        assertThat(result.error()).contains(note + " at most 18 s.");
        assertThat(result.output()).hasLineCount(1);
        assertThat(result.json().get("error").get("message").asText()).contains(message, "18 s", "--executor-timeout");
    }

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void noExecutorEver_endsWith6() {
        try (RunningKindling running = start(TOO_MUCH)) {
            endsWith6(running, "Waiting for executors of " + cluster.url() + ",", "no executor has registered within");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void noExecutorEver_withDynamicAllocation_endsWith6() {
        try (RunningKindling running = start(
                TOO_MUCH,
                "--conf",
                "spark.dynamicAllocation.enabled=true",
                "--conf",
                "spark.dynamicAllocation.shuffleTracking.enabled=true")) {
            endsWith6(
                    running,
                    "No executor has registered yet. Waiting for executors of " + cluster.url() + ",",
                    "there has been no executor for 18 s. No executor has registered yet");
        }
    }

    @Test
    void allExecutorsLost_endsWith6AndReportsTheReasonOfTheLast() {
        Instant started = Instant.now();
        try (RunningKindling running = start("1g")) {
            new RunningTraining(running, folder.resolve("run"), started, new Random(0)).awaitStep(5);
            cluster.killWorkers();
            endsWith6(
                    running,
                    "Waiting for executors of " + cluster.url() + ",",
                    "All executors are lost, the last being executor ");
            assertThat(folder.resolve("run/result.json")).content().contains("\"exit\" : 6");
        }
    }
}
