package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.RunningKindling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver that is killed, and resumed by hand, gives the weights and files of a run without interruption. */
class ResumeIT {
    private static final int EPOCHS = 12;
    private static final int STEPS_PER_EPOCH = 94;

    @TempDir
    static Path folder;

    private static JsonNode quiet;

    @BeforeAll
    static void trainQuietly() {
        quiet = command("quiet", "--master", "none").await().exitsWith(0).json();
    }

    private static RunningKindling command(String output, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "classifier", "--rescale", "--optimizer", "adam"));
        words.addAll(List.of("--dropout", "0.1", "--epochs", Integer.toString(EPOCHS), "--log-every", "1"));
        words.addAll(List.of("--validation", "0", "--checkpoint-every", "100", "--json", "--output", output));
        words.addAll(List.of(more));
        return KindlingProcess.in(folder).start(words.toArray(String[]::new));
    }

    /** Kills a run at a step that the seed determines, after its first checkpoint. */
    private static void killed(String output, int seed, String... more) {
        Instant started = Instant.now();
        Random random = new Random(seed);
        try (RunningKindling running = command(output, more)) {
            RunningTraining training = new RunningTraining(running, folder.resolve(output), started, random);
            awaitCheckpoint(running, folder.resolve(output));
            training.awaitStep(random.nextInt(EPOCHS * STEPS_PER_EPOCH - STEPS_PER_EPOCH));
            assertThat(running.isRunning())
                    .as("the run is killed while it trains")
                    .isTrue();
            running.handle().descendants().forEach(ProcessHandle::destroyForcibly);
            running.handle().destroyForcibly();
            running.handle().onExit().join();
        }
        assertThat(folder.resolve(output).resolve("result.json")).doesNotExist();
    }

    private static void awaitCheckpoint(RunningKindling running, Path output) {
        while (!hasCheckpoint(output)) {
            assertThat(running.isRunning()).as("a checkpoint is written").isTrue();
        }
    }

    private static boolean hasCheckpoint(Path output) {
        try (Stream<Path> files = Files.walk(output)) {
            return files.anyMatch(file -> file.endsWith("manifest.json"));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    private static void assertResumed(String output, KindlingResult result) throws IOException {
        JsonNode json = result.exitsWith(0).json();
        assertThat(json.get("weights_sha256")).as("weights of %s", result).isEqualTo(quiet.get("weights_sha256"));
        assertThat(json.get("steps")).isEqualTo(quiet.get("steps"));
        assertThat(json.get("resumed_from").get("step").asLong()).isPositive();
        assertThat(json.get("steps_this_run").asLong())
                .isEqualTo(json.get("steps").asLong()
                        - json.get("resumed_from").get("step").asLong());
        assertThat(folder.resolve(output).resolve("metrics.jsonl"))
                .hasSameTextualContentAs(folder.resolve("quiet/metrics.jsonl"));
    }

    static Stream<Arguments> kills() {
        int seeds = Boolean.getBoolean("kindling.full") ? 20 : 1;
        String[] masters = {"none", "local[2]", "local[1]"};
        return Stream.iterate(0, seed -> seed + 1)
                .limit(seeds)
                .map(seed -> Arguments.of(seed, masters[seed % 3], masters[(seed + 1) % 3]));
    }

    @ParameterizedTest
    @MethodSource("kills")
    void killedDriver_resumesOnAnotherMaster(int seed, String master, String other) throws IOException {
        String output = "killed-" + seed;
        killed(output, seed, "--master", master);
        try (RunningKindling resumed = command(output, "--master", other, "--resume")) {
            assertResumed(output, resumed.await());
        }
    }

    @Test
    void killedDriver_resumesOnExecutorProcesses() throws IOException {
        killed("to-cluster", 7, "--master", "none");
        try (RunningKindling resumed = command("to-cluster", "--master", "local-cluster[2,1,1024]", "--resume")) {
            assertResumed("to-cluster", resumed.await());
        }
    }

    @Test
    void signal_savesAndPrintsTheCommandThatResumes() throws Exception {
        String error;
        try (RunningKindling running = command("signalled", "--master", "local[2]")) {
            RunningTraining training =
                    new RunningTraining(running, folder.resolve("signalled"), Instant.now(), new Random(0));
            training.awaitStep(150);
            RunningTraining.signal("TERM", running.handle());
            KindlingResult ended = running.await().exitsWith(143);
            error = ended.error();
        }
        String hint = "steps saved. Continue with:\n";
        assertThat(error).contains(hint);
        Path script =
                Files.writeString(folder.resolve("resume.sh"), error.substring(error.indexOf(hint) + hint.length()));
        try (RunningKindling resumed =
                KindlingProcess.in(folder).through(Path.of("/bin/sh")).start(script.toString())) {
            assertResumed("signalled", resumed.await());
        }
    }

    @Test
    void finishedRun_hasItsResultAgain() {
        try (RunningKindling again = command("quiet", "--master", "none", "--resume")) {
            JsonNode result = again.await().exitsWith(0).json();
            assertThat(result.get("weights_sha256")).isEqualTo(quiet.get("weights_sha256"));
            assertThat(result.get("epochs")).isEqualTo(quiet.get("epochs"));
            assertThat(result.get("steps_this_run").asLong()).isZero();
        }
        try (RunningKindling other = command("quiet", "--master", "none", "--resume", "--seed", "7")) {
            assertThat(other.await().exitsWith(4).error()).contains("program.seed: 42, now 7");
        }
    }
}
