package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.ProgramJar;
import io.kindling.deploy.Repository;
import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that cannot work on all executors is refused before its first step, with the executor, the reason and the remedy. Of
 * two executors, the second computes with an older instruction set, and lacks what the programs and the data of these tests need.
 */
class PreflightIT {
    private static final String DATA =
            Repository.file("deploy/data/fashion-mnist").toString();
    /** A file of options for each worker's executors, from their current folders. */
    private static final String OPTIONS_OF_WORKER =
            "spark.executor.extraJavaOptions=-XX:VMOptionsFile=../../jvm.options";

    @TempDir
    static Path folder;

    private static StandaloneCluster cluster;
    /** How many trainings there were. */
    private static int count;

    @BeforeAll
    static void startCluster() throws IOException {
        ProgramJar.pack(folder.resolve("partly.jar"), "com.acme.fault.", "BuiltPartly", "PartlyVisible");
        for (String worker : List.of("worker-1", "worker-2")) {
            Files.createDirectory(folder.resolve(worker));
            Files.writeString(folder.resolve(worker).resolve("jvm.options"), "");
        }
        cluster = new StandaloneCluster(folder, 0);
        cluster.addWorker();
        cluster.addWorker(Map.of("DNNL_MAX_CPU_ISA", "SSE41", "LACKS_FILES", "true"));
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private static KindlingResult train(List<String> spark, String program, String data, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--master",
                cluster.url(),
                "--executor-memory",
                "1g",
                "--executor-cores",
                "1",
                "--total-executor-cores",
                "2",
                "--conf",
                "spark.scheduler.minRegisteredResourcesRatio=1.0",
                "--jars",
                folder.resolve("partly.jar").toString()));
        words.addAll(spark);
        words.addAll(List.of(
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString(),
                "train",
                program,
                "--data",
                data,
                "--limit",
                "640",
                "--epochs",
                "1",
                "--output",
                "run-" + ++count,
                "--json"));
        words.addAll(List.of(more));
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"))
                .run(words.toArray(String[]::new));
    }

    private static void assertRefused(KindlingResult result, int exitCode, String... parts) {
        JsonNode error = result.exitsWith(exitCode).json().get("error");
        assertThat(error.get("message").asText()).startsWith("Cannot train on ").contains(parts);
        assertThat(folder.resolve("run-" + count + "/metrics.jsonl")).doesNotExist();
    }

    @Test
    void tooLittleOffHeap_endsWith2() {
        assertRefused(
                train(
                        List.of("--conf", "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=2m"),
                        "classifier",
                        DATA,
                        "--hidden",
                        "1024"),
                2,
                ": outside Java's heap, tensors may take 2 MiB there, and its 1 task needs about ",
                "--conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=");
    }

    @Test
    void programThatOneExecutorCannotBuild_endsWith2() {
        assertRefused(
                train(List.of(), "com.acme.fault.BuiltPartly", DATA),
                2,
                "executor ",
                ": Cannot build program com.acme.fault.BuiltPartly: java.lang.IllegalStateException: there is no"
                        + " vocabulary (at BuiltPartly.java:",
                "--jar");
    }

    @Test
    void phaseThatOneExecutorCannotRun_endsWith2() {
        assertRefused(
                train(List.of(), "com.acme.fault.BuiltPartly", DATA, "--set", "later=true"),
                2,
                "executor ",
                "phase 'train'",
                "there is no vocabulary (at BuiltPartly.java:",
                "The driver can build and try the program");
    }

    /** As on a machine of another platform. */
    @Test
    void nativeLibraryThatOneExecutorLacks_endsWith6() throws IOException {
        Path options = folder.resolve("worker-2/jvm.options");
        Files.writeString(options, "-Dorg.bytedeco.javacpp.platform=linux-unknown\n");
        assertRefused(
                train(List.of("--conf", OPTIONS_OF_WORKER), "classifier", DATA),
                6,
                "executor ",
                ": its native libraries do not load: ",
                "This build supports ");
    }

    @Test
    void dataThatOneExecutorCannotSee_endsWith3() {
        assertRefused(
                train(
                        List.of("--conf", "spark.hadoop.fs.partly.impl=com.acme.fault.PartlyVisible"),
                        "classifier",
                        "partly://" + DATA),
                3,
                "executor ",
                ": Cannot read data in partly:" + DATA + ": there is no such folder.",
                "put it where every machine can");
    }

    /**
     * Spark computes what needs the table elsewhere, unless it may not. An executor that failed a few times it would leave out
     * altogether, and the training needs it no longer.
     */
    @Test
    void tableThatOneExecutorCannotSee_endsWith3() {
        assertRefused(
                train(
                        List.of(
                                "--conf",
                                "spark.hadoop.fs.partly.impl=com.acme.fault.PartlyVisible",
                                "--conf",
                                "spark.excludeOnFailure.enabled=true",
                                "--conf",
                                "spark.excludeOnFailure.application.maxFailedTasksPerExecutor=100"),
                        "classifier",
                        "partly://" + Repository.file("deploy/data/penguins/penguins.csv"),
                        "--label",
                        "species",
                        "--features",
                        "bill_length_mm,bill_depth_mm"),
                3,
                "executor ",
                ": Cannot read partly:" + Repository.file("deploy/data/penguins/penguins.csv") + ": ",
                "put it where every machine can");
    }

    @Test
    void lowerInstructionSetOnOneExecutor_endsWith6_andTrainsWithoutPreflight() {
        assertRefused(
                train(List.of(), "classifier", DATA),
                6,
                "executor ",
                "oneDNN 2.5.2 (sse41) and ",
                "--conf spark.executorEnv.DNNL_MAX_CPU_ISA=SSE41",
                "--no-preflight");
        train(List.of(), "classifier", DATA, "--no-preflight").exitsWith(0);
    }
}
