package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same jar gives the same weights on each supported line of Spark, and on the newest supported JDK. */
class PlatformIT {
    private static final Path JAR = Repository.file("deploy/target/kindling-spark.jar");
    private static final List<String> IMAGES = List.of(
            "train",
            "classifier",
            "--data",
            Repository.file("deploy/data/fashion-mnist").toString(),
            "--rescale",
            "--limit",
            "300",
            "--json");
    private static final List<String> TABLE = List.of(
            "train",
            "classifier",
            "--data",
            Repository.file("deploy/data/penguins/penguins.csv").toString(),
            "--features",
            "bill_length_mm,bill_depth_mm,flipper_length_mm",
            "--label",
            "species",
            "--epochs",
            "2",
            "--json");

    @TempDir
    static Path folder;

    private static String ofImages;
    private static String ofTable;

    @BeforeAll
    static void trainOnLocalThreads() {
        ofImages = digest(onThreads(KindlingProcess.in(folder), IMAGES, "images"));
        ofTable = digest(onThreads(KindlingProcess.in(folder), TABLE, "table"));
    }

    private static KindlingResult onThreads(KindlingProcess process, List<String> training, String output) {
        List<String> command = new ArrayList<>(training);
        command.addAll(List.of(
                "--master", "local[2]", "--output", folder.resolve(output).toString()));
        return process.with("SPARK_LOCAL_IP", "127.0.0.1")
                .run(command.toArray(String[]::new))
                .exitsWith(0);
    }

    private static String digest(KindlingResult result) {
        return result.json().get("weights_sha256").asText();
    }

    @ParameterizedTest
    @CsvSource({"deploy/target/kindling/spark, 4.2.0", "deploy/spark-4.1/target/home, 4.1.0"})
    void sparkSubmit_givesTheSameWeightsOnEachLineOfSpark(String home, String version) throws IOException {
        Path spark = Repository.file(home);
        try (var jars = Files.list(spark.resolve("jars"))) {
            assertThat(jars).anyMatch(jar -> jar.endsWith("spark-core_2.13-" + version + ".jar"));
        }
        JsonNode images = submit(spark, IMAGES, "images-" + version).json();
        assertThat(images.get("weights_sha256").asText()).isEqualTo(ofImages);
        assertThat(images.get("executors")).hasSize(2);
        assertThat(digest(submit(spark, TABLE, "table-" + version))).isEqualTo(ofTable);
    }

    /** Runs Spark's own submission class in a Spark home, with executors in processes of their own. */
    private static KindlingResult submit(Path home, List<String> training, String output) {
        List<String> command = new ArrayList<>(List.of(
                "@" + Repository.file("deploy/target/kindling/java.options"),
                "-cp",
                home.resolve("jars") + "/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local-cluster[2,1,1024]",
                "--class",
                "io.kindling.driver.cli.Main",
                JAR.toString()));
        command.addAll(training);
        command.addAll(List.of("--output", folder.resolve(output).toString()));
        return KindlingProcess.in(folder)
                .with("SPARK_HOME", home.toString())
                .with("SPARK_SCALA_VERSION", "2.13")
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .with("OMP_NUM_THREADS", "1")
                .through(Path.of(System.getProperty("java.home"), "bin/java"))
                .run(command.toArray(String[]::new))
                .exitsWith(0);
    }

    @Test
    void newestJdk_givesTheSameWeights() throws IOException {
        Optional<Path> jdk = newestJdk();
        Assumptions.assumeTrue(jdk.isPresent(), "no JDK 25 is installed: nothing was tried on it");
        KindlingProcess process =
                KindlingProcess.in(folder).with("JAVA_HOME", jdk.get().toString());
        KindlingResult trained = onThreads(process, IMAGES, "jdk-25");
        assertThat(digest(trained)).isEqualTo(ofImages);
        assertThat(trained.error()).doesNotContain("WARNING");
        assertThat(KindlingProcess.in(folder)
                        .with("JAVA_HOME", jdk.get().toString())
                        .run("doctor")
                        .exitsWith(0)
                        .output())
                .containsPattern("JDK +25\\.");
    }

    /** Returns the home of a JDK 25 in the usual folder, if there is one. */
    private static Optional<Path> newestJdk() throws IOException {
        Path jdks = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(jdks)) {
            return Optional.empty();
        }
        try (var homes = Files.list(jdks)) {
            return homes.filter(home -> home.getFileName().toString().matches(".*\\b25\\b.*"))
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .findFirst();
        }
    }
}
