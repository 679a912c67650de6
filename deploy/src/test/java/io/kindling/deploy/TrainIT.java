package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training run on Spark as a user starts it, its output and its evaluation; then models that cannot be used. */
class TrainIT {
    @TempDir
    static Path folder;

    private static KindlingResult trained;

    private static KindlingResult run(String... arguments) {
        return KindlingProcess.in(folder).run(arguments);
    }

    @BeforeAll
    static void train() {
        trained = run(
                        "train",
                        "classifier",
                        "--rescale",
                        "--optimizer",
                        "adam",
                        "--limit",
                        "1280",
                        "--epochs",
                        "2",
                        "--output",
                        "out")
                .exitsWith(0);
    }

    private static JsonNode result() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out/result.json").toFile());
    }

    @Test
    void output_hasTheDocumentedFiles() throws IOException {
        try (var files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "model", "checkpoints", "metrics.jsonl", "history.csv", "curves.png", "result.json");
        }
        assertThat(Files.readAllLines(folder.resolve("out/metrics.jsonl")).get(0))
                .startsWith("{\"epoch\":0,\"step\":0,\"phase\":\"train\",\"seen\":64,\"loss\":2.");
        assertThat(result().get("executors").get(0).get("shards_computed").asLong())
                .isEqualTo(2 * 20 * 4);
        assertThat(result().get("strategy").asText()).isEqualTo("allreduce");
        assertThat(result().get("tasks").asLong())
                .as("tasks (they run for many steps)")
                .isBetween(2L, 2 * 20L);
        assertThat(result().get("retries").asLong()).isZero();
    }

    @Test
    void train_printsShardsFirstAndTheEvaluateCommandLast() {
        assertThat(trained.error().lines().findFirst().orElseThrow())
                .startsWith("Shards: 4, so at most 4 concurrent tasks;");
        List<String> lines = trained.output().lines().toList();
        assertThat(lines).contains("Model folder: out/model");
        assertThat(lines.subList(lines.size() - 2, lines.size()))
                .containsExactly(
                        "Evaluate it:",
                        "  " + Repository.file("deploy/bin/kindling")
                                + " evaluate --model out/model --split validation");
    }

    @Test
    void evaluationOnSpark_givesTheLastMetricsOfTheTraining() throws IOException {
        KindlingResult evaluated = run("evaluate", "--model", "out/model", "--split", "validation", "--json")
                .exitsWith(0);

        JsonNode last = result().get("epochs").get(1);
        assertThat(evaluated.output().lines()).hasSize(1);
        assertThat(evaluated.json().get("examples").asLong()).isEqualTo(1000);
        assertThat(evaluated.json().get("loss").asDouble())
                .isEqualTo(last.get("val_loss").asDouble());
        assertThat(evaluated.json().get("accuracy").asDouble())
                .isEqualTo(last.get("val_accuracy").asDouble());
    }

    @Test
    void outputOfAnEarlierRun_isNotOverwritten() {
        KindlingResult again = run("train", "classifier", "--output", "out").exitsWith(7);
        assertThat(again.error()).startsWith("kindling: Cannot write to out: it already contains checkpoints, ");
    }

    @Test
    void flippedBit_isDetected() throws IOException {
        Path copy = copyOfModel("flipped");
        byte[] weights = Files.readAllBytes(copy.resolve("weights.safetensors"));
        weights[weights.length - 7] ^= 4;
        Files.write(copy.resolve("weights.safetensors"), weights);

        KindlingResult result = run("evaluate", "--model", "flipped").exitsWith(4);
        assertThat(result.error())
                .startsWith("kindling: Cannot read flipped/weights.safetensors: it is damaged:")
                .hasLineCount(1);
    }

    @Test
    void imagesOfAnotherShape_areRejected() {
        DataSetCopy other = DataSetCopy.in(folder.resolve("other")).edit("t10k-images-idx3-ubyte", TrainIT::halved);

        KindlingResult result = run("evaluate", "--model", "out/model", "--data", other.toString(), "--split", "test")
                .exitsWith(3);
        assertThat(result.error())
                .isEqualTo("kindling: Invalid rows: (14, 28) each (the model in out/model takes (28, 28))\n");
    }

    /** Returns the images cut to half their height. */
    static byte[] halved(byte[] idx) {
        int pixels = (idx.length - 16) / 2;
        byte[] half = Arrays.copyOf(idx, 16 + pixels);
        half[11] = 14;
        return half;
    }

    private static Path copyOfModel(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        for (String file : List.of("model.json", "weights.safetensors")) {
            Files.copy(folder.resolve("out/model").resolve(file), copy.resolve(file));
        }
        return copy;
    }
}
