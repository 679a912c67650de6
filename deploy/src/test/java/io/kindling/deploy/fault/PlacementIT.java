package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.RunningKindling;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Executors compute equal shares of the shards, from the first step on and after a loss, whatever Spark's settings are. */
class PlacementIT {
    private static final int STEPS_PER_EPOCH = 20;
    private static final int SHARDS = 4;

    @TempDir
    Path folder;

    private RunningKindling start(String output, int epochs, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train", "classifier", "--limit", "1280", "--epochs", Integer.toString(epochs), "--log-every", "1"));
        words.addAll(List.of("--shards", Integer.toString(SHARDS), "--json", "--output", output));
        words.addAll(List.of(more));
        return KindlingProcess.in(folder).start(words.toArray(String[]::new));
    }

    private KindlingResult train(String output, int epochs, String... more) {
        try (RunningKindling running = start(output, epochs, more)) {
            return running.await().exitsWith(0);
        }
    }

    private static List<Long> shardsComputed(JsonNode result) {
        return StreamSupport.stream(result.get("executors").spliterator(), false)
                .map(executor -> executor.get("shards_computed").asLong())
                .toList();
    }

    static Stream<String> waits() {
        return Boolean.getBoolean("kindling.full") ? Stream.of("0s", "3s", "1h") : Stream.of("0s");
    }

    @ParameterizedTest
    @MethodSource("waits")
    void quietRun_dividesTheShardsEqually(String wait) {
        KindlingResult result = train(
                "run",
                1,
                "--master",
                "local-cluster[2,1,1024]",
                "--strategy",
                "broadcast",
                "--conf",
                "spark.locality.wait=" + wait);
        long each = (long) STEPS_PER_EPOCH * SHARDS / 2;
        assertThat(shardsComputed(result.json())).as("%s", result).containsExactly(each, each);
    }

    @Test
    void killedExecutor_itsReplacementComputesItsShare() {
        int epochs = 12;
        String expected = train("quiet", epochs, "--master", "none")
                .json()
                .get("weights_sha256")
                .asText();
        Instant started = Instant.now();
        try (RunningKindling running =
                start("killed", epochs, "--master", "local-cluster[2,1,1024]", "--strategy", "broadcast")) {
            RunningTraining training = new RunningTraining(running, folder.resolve("killed"), started, new Random(0));
            training.awaitStep(10);
            training.executors().get(0).destroyForcibly();
            JsonNode result = running.await().exitsWith(0).json();
            assertThat(result.get("weights_sha256").asText()).isEqualTo(expected);
            List<Long> shards = shardsComputed(result);
            assertThat(shards).hasSize(3);
            // The survivor computes half of all shards, and all of those while the other was missing.
            assertThat(shards.get(2))
                    .as("shards of the replacement, of %s", shards)
                    .isGreaterThan(SHARDS * 20L);
        }
    }
}
