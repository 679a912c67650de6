package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: the weights are the same to the last bit, wherever the shards are computed. */
class SameBitsIT {
    private static final Path DATA = Repository.file("deploy/data/fashion-mnist");
    private static final int STEPS = 16;

    @TempDir
    static Path folder;

    private static String expected;

    private static KindlingResult train(String name, Path data, String master, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "classifier",
                "--data",
                data.toString(),
                "--rescale",
                "--optimizer",
                "adam",
                "--limit",
                "500",
                "--epochs",
                "2",
                "--master",
                master,
                "--json",
                "--output",
                folder.resolve(name).toString()));
        arguments.addAll(more.length > 0 ? List.of(more) : List.of("--shards", "4"));
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .run(arguments.toArray(String[]::new))
                .exitsWith(0);
    }

    private static String digest(KindlingResult result) {
        return result.json().get("weights_sha256").asText();
    }

    @BeforeAll
    static void trainWithoutSpark() {
        expected = digest(train("reference", DATA, "none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "local[1]; auto; allreduce; 1",
                "local[2]; allreduce; allreduce; 1",
                "local[3]; auto; allreduce; 1",
                "local[4]; auto; allreduce; 1",
                "local[2]; broadcast; broadcast; 1",
                "local-cluster[2,1,1024]; auto; allreduce; 2",
                "local-cluster[3,1,1024]; broadcast; broadcast; 3",
                "local-cluster[3,1,1024]; allreduce; allreduce; 3"
            })
    void anyMasterAndStrategy_givesTheSameWeights(String master, String chosen, String strategy, int executors) {
        String name = "on-" + executors + "-" + chosen + "-" + master.hashCode();
        JsonNode result =
                train(name, DATA, master, "--shards", "4", "--strategy", chosen).json();
        assertThat(result.get("weights_sha256").asText()).isEqualTo(expected);
        assertThat(result.get("strategy").asText()).isEqualTo(strategy);
        assertThat(result.get("retries").asLong()).isZero();
        JsonNode computed = result.get("executors");
        assertThat(computed).hasSize(executors);
        long shards = StreamSupport.stream(computed.spliterator(), false)
                .mapToLong(executor -> executor.get("shards_computed").asLong())
                .sum();
        assertThat(shards).isEqualTo(4 * STEPS);
        assertThat(computed)
                .allSatisfy(executor ->
                        assertThat(executor.get("shards_computed").asLong()).isPositive());
    }

    /** Executors of one machine then exchange over the network. */
    @Test
    void authenticationAndEncryption_changeNoBits() {
        KindlingResult result = train(
                "encrypted",
                DATA,
                "local-cluster[2,1,1024]",
                "--shards",
                "4",
                "--conf",
                "spark.authenticate=true",
                "--conf",
                "spark.authenticate.secret=of-this-test",
                "--conf",
                "spark.network.crypto.enabled=true",
                "--conf",
                "spark.io.encryption.enabled=true");
        assertThat(digest(result)).isEqualTo(expected);
        assertThat(result.json().get("strategy").asText()).isEqualTo("allreduce");
    }

    /** One row's feature is so large that float32 overflows. */
    @Test
    void updatesThatAreNotFinite_areRefusedAlikeOnExecutors() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 160; i++) {
            rows.append(i % 13 / 13f)
                    .append(',')
                    .append(i == 70 ? 3e38f : i % 7 / 7f)
                    .append(',')
                    .append(i % 2)
                    .append('\n');
        }
        Path table = Files.writeString(folder.resolve("overflow.csv"), rows);

        JsonNode onThreads = rollBack(table, "none");
        JsonNode onExecutors = rollBack(table, "local-cluster[2,1,1024]");

        assertThat(onThreads.get("refused_updates").asLong()).isEqualTo(2);
        assertThat(onExecutors.get("refused_updates").asLong()).isEqualTo(2);
        assertThat(onExecutors.get("strategy").asText()).isEqualTo("allreduce");
        assertThat(onExecutors.get("weights_sha256")).isEqualTo(onThreads.get("weights_sha256"));
    }

    private static JsonNode rollBack(Path table, String master) {
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .run(
                        "train",
                        "classifier",
                        "--data",
                        table.toString(),
                        "--features",
                        "a,b",
                        "--label",
                        "label",
                        "--validation",
                        "0",
                        "--batch-size",
                        "16",
                        "--epochs",
                        "2",
                        "--on-nan",
                        "rollback",
                        "--master",
                        master,
                        "--json",
                        "--output",
                        folder.resolve("rollback-" + master.length()).toString())
                .exitsWith(0)
                .json();
    }

    @Test
    void anotherSeedShardCountOrPixel_givesOtherWeights() throws IOException {
        assertThat(digest(train("seed", DATA, "none", "--seed", "43"))).isNotEqualTo(expected);
        assertThat(digest(train("shards", DATA, "none", "--shards", "3"))).isNotEqualTo(expected);
        assertThat(digest(train("pixel", withAnotherPixel(), "none"))).isNotEqualTo(expected);
    }

    /** Returns a copy of the bundled data set with one pixel of its first training image changed. */
    private static Path withAnotherPixel() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("data"));
        try (var files = Files.list(DATA)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path images = copy.resolve("train-images-idx3-ubyte.gz");
        byte[] bytes;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(images))) {
            bytes = in.readAllBytes();
        }
        int pixel = 16 + 14 * 28 + 14;
        bytes[pixel] ^= 1;
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(images))) {
            out.write(bytes);
        }
        return copy;
    }

    @Test
    void independentScript_computesTheSameDigestFromTheSavedFiles() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(
                        "python3",
                        Repository.file("deploy/tools/weights_sha256.py").toString(),
                        folder.resolve("reference/model").toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(printed).isZero();
        assertThat(printed).contains(expected);
    }
}
