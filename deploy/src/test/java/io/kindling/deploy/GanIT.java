package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guide's GAN from the command line: two steps on the bundled data set, the second with only 48 rows in its batch of 64.
 */
class GanIT {
    @TempDir
    static Path folder;

    private static KindlingResult reference;

    private static KindlingResult run(String... arguments) {
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .run(arguments)
                .exitsWith(0);
    }

    private static KindlingResult train(String output, String master) {
        return run(
                "train",
                "gan",
                "--limit",
                "112",
                "--epochs",
                "1",
                "--shards",
                "4",
                "--master",
                master,
                "--json",
                "--output",
                output);
    }

    private static String digest(KindlingResult result) {
        return result.json().get("weights_sha256").asText();
    }

    @BeforeAll
    static void train() {
        reference = train("reference", "local[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[2]", "local-cluster[2,1,2048]"})
    void anyMaster_givesTheSameWeights(String master) {
        assertThat(digest(train("on-" + master.hashCode(), master))).isEqualTo(digest(reference));
    }

    @Test
    void losses_areThoseOfUntrainedNetworks() {
        JsonNode losses = reference.json().get("epochs").get(0).get("losses");
        assertThat(losses.fieldNames()).toIterable().containsExactly("discriminator", "generator");
        assertThat(losses).allSatisfy(loss -> assertThat(loss.asDouble()).isBetween(0.6, 0.8));
        assertThat(reference.json().get("steps").asInt()).isEqualTo(2);
    }

    @Test
    void generatedImages_areWrittenAsPicturesAndAsRowsForPrediction() throws Exception {
        List<String> generate = List.of("generate", "--model", "reference/model", "--count", "30", "--seed", "7");
        JsonNode generated =
                run(with(generate, "--output", "images", "--table", "--json")).json();
        assertThat(generated.get("count").asInt()).isEqualTo(30);
        assertThat(folder.resolve("images/generated_img29.png")).isNotEmptyFile();
        run(with(generate, "--output", "again"));
        assertThat(folder.resolve("again/grid.png")).hasSameBinaryContentAs(folder.resolve("images/grid.png"));

        run("train", "cnn", "--limit", "640", "--epochs", "1", "--master", "none", "--output", "cnn");
        run(
                "predict",
                "--model",
                "cnn/model",
                "--data",
                "images/images.jsonl",
                "--output",
                "classes",
                "--output-format",
                "json");
        long predicted = 0;
        try (var parts = Files.list(folder.resolve("classes"))) {
            for (Path part : parts.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .toList()) {
                predicted += Files.readAllLines(part).stream()
                        .filter(line -> line.contains("\"predicted\":"))
                        .count();
            }
        }
        assertThat(predicted).isEqualTo(30);
        run("evaluate", "--model", "cnn/model", "--split", "test", "--master", "none", "--confusion-matrix", "c.png");
        assertThat(folder.resolve("c.png")).isNotEmptyFile();
    }

    /** Plans of the shards that one thread computes share their kernels: 16 shards need no more memory than one. */
    @Test
    void manyShards_needLittleMemory_withKernelsOfNd4j() {
        KindlingProcess.in(folder)
                .with("KINDLING_JAVA_OPTS", "-Dkindling.kernels=nd4j -Xmx500m -XX:ActiveProcessorCount=2")
                .run(
                        "train",
                        "gan",
                        "--limit",
                        "16",
                        "--batch-size",
                        "16",
                        "--shards",
                        "16",
                        "--epochs",
                        "1",
                        "--master",
                        "none",
                        "--output",
                        "many-shards")
                .exitsWith(0);
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
