package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.RunningKindling;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A training of minutes whose executors are killed one after the other. */
@EnabledIfSystemProperty(named = "kindling.full", matches = "true")
class RepeatedKillsIT {
    private static final int EPOCHS = Integer.getInteger("kindling.kills.epochs", 1000);
    private static final long INTERVAL_SECONDS = 10;
    /** The least part of the quiet training's speed that must be left. */
    private static final double SPEED = 0.6;

    @TempDir
    Path folder;

    private RunningKindling start(String output) {
        return KindlingProcess.in(folder)
                .within(Duration.ofMinutes(10))
                .start(List.of(
                                "train",
                                "classifier",
                                "--rescale",
                                "--optimizer",
                                "adam",
                                "--epochs",
                                Integer.toString(EPOCHS),
                                "--validation",
                                "0",
                                "--shards",
                                "3",
                                "--checkpoint-every",
                                "30s",
                                "--strategy",
                                "allreduce",
                                "--master",
                                "local-cluster[3,1,1024]",
                                "--json",
                                "--output",
                                output)
                        .toArray(String[]::new));
    }

    private static double seconds(JsonNode result) {
        return StreamSupport.stream(result.get("epochs").spliterator(), false)
                .mapToDouble(epoch -> epoch.get("seconds").asDouble())
                .sum();
    }

    @Test
    void executorKilledEachTenSeconds_leavesMostOfTheSpeed() throws InterruptedException {
        JsonNode quiet;
        try (RunningKindling running = start("quiet")) {
            quiet = running.await().exitsWith(0).json();
        }
        Instant started = Instant.now();
        int kills = 0;
        JsonNode result;
        try (RunningKindling running = start("killed")) {
            RunningTraining training = new RunningTraining(running, folder.resolve("killed"), started, new Random(0));
            training.awaitStep(0);
            while (!running.handle().onExit().isDone()) {
                TimeUnit.SECONDS.sleep(INTERVAL_SECONDS);
                for (ProcessHandle executor :
                        training.executorsIfAny().stream().limit(1).toList()) {
                    executor.destroyForcibly();
                    kills++;
                }
            }
            result = running.await().exitsWith(0).json();
        }
        assertThat(result.get("weights_sha256")).isEqualTo(quiet.get("weights_sha256"));
        String times =
                String.format(Locale.ROOT, "%d kills: %.1f s; without: %.1f s", kills, seconds(result), seconds(quiet));
        System.out.println(times);
        assertThat(seconds(quiet) / seconds(result)).as(times).isGreaterThanOrEqualTo(SPEED);
    }
}
