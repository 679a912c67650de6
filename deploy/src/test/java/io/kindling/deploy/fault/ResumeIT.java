package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.RunningKindling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A driver that is killed, and resumed by hand, gives the weights and files of a run without interruption. With {@code
 * -Dkindling.full=true}, it is killed at 20 moments, some of them inside a checkpoint write and between the phases of a GAN.
 */
class ResumeIT {
    private static final double NANOS = 1e9;
    private static final boolean FULL = Boolean.getBoolean("kindling.full");

    @TempDir
    static Path folder;

    private static final Map<Kind, JsonNode> QUIET = new EnumMap<>(Kind.class);

    /** What is trained. */
    private enum Kind {
        SMALL(1128, 1, "classifier --rescale --optimizer adam --dropout 0.1 --epochs 12 --checkpoint-every 100"),
        /** Its checkpoints take long to write. */
        LARGE(1504, 1, "classifier --rescale --optimizer adam --hidden 1024,512 --epochs 16 --checkpoint-every 1s"),
        /** Each phase of a step is a Spark job. */
        GAN(30, 2, "gan --limit 640 --epochs 3 --strategy broadcast --checkpoint-every 1s");

        private final int steps;
        private final int phases;
        private final String command;

        Kind(int steps, int phases, String command) {
            this.steps = steps;
            this.phases = phases;
            this.command = command;
        }

        private RunningKindling start(String output, String... more) {
            List<String> words = new ArrayList<>(List.of(("train " + command).split(" ")));
            words.addAll(List.of("--validation", "0", "--log-every", "1", "--json", "--output", output));
            words.addAll(List.of(more));
            return KindlingProcess.in(folder)
                    .with("SPARK_LOCAL_IP", "127.0.0.1")
                    .start(words.toArray(String[]::new));
        }

        private String quietOutput() {
            return "quiet-" + name();
        }

        /** The result of a run that nothing interrupts. */
        private JsonNode quiet() {
            return QUIET.computeIfAbsent(this, kind -> {
                try (RunningKindling quiet = start(quietOutput(), "--master", this == GAN ? "local[2]" : "none")) {
                    return quiet.await().exitsWith(0).json();
                }
            });
        }
    }

    /** When a run is killed. */
    private enum Moment {
        /** After a step that the seed determines. */
        STEP {
            @Override
            void await(Kind kind, RunningTraining training) {
                training.awaitStep(kind.phases * training.random().nextInt(kind.steps - kind.steps / 10));
            }
        },
        /** When there is a newer checkpoint that is not whole. */
        WRITE {
            @Override
            void await(Kind kind, RunningTraining training) {
                training.process()
                        .awaitUntil(
                                "another checkpoint is written",
                                () -> isWriting(training.output().resolve("checkpoints")));
            }
        },
        /** At a fraction of a step's time that the seed determines. */
        PHASE {
            @Override
            void await(Kind kind, RunningTraining training) {
                int step = 2 + training.random().nextInt(kind.steps - 6);
                training.awaitStep(kind.phases * step - 1);
                long start = System.nanoTime();
                training.awaitStep(kind.phases * (step + 1) - 1);
                long stepNanos = System.nanoTime() - start;
                LockSupport.parkNanos((long) (stepNanos * training.random().nextDouble()));
            }
        };

        abstract void await(Kind kind, RunningTraining training);
    }

    private static boolean isWriting(Path checkpoints) {
        try (Stream<Path> steps = Files.list(checkpoints)) {
            return steps.anyMatch(step -> Files.isDirectory(step) && !Files.exists(step.resolve("manifest.json")));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    /** Kills a run after its first checkpoint. */
    private static void killed(Kind kind, Moment moment, String output, int seed, String master) {
        Instant started = Instant.now();
        try (RunningKindling running = kind.start(output, "--master", master)) {
            RunningTraining training = new RunningTraining(running, folder.resolve(output), started, new Random(seed));
            awaitCheckpoint(running, folder.resolve(output));
            moment.await(kind, training);
            assertThat(running.isRunning())
                    .as("the run is killed while it trains")
                    .isTrue();
            List<ProcessHandle> executors = running.handle().descendants().toList();
            running.handle().destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
            running.handle().onExit().join();
        }
        assertThat(folder.resolve(output).resolve("result.json")).doesNotExist();
    }

    private static void awaitCheckpoint(RunningKindling running, Path output) {
        running.awaitUntil("a checkpoint", () -> RunningTraining.hasCheckpoint(output));
    }

    private static void assertResumed(Kind kind, String output, KindlingResult result) throws IOException {
        JsonNode quiet = kind.quiet();
        JsonNode json = result.exitsWith(0).json();
        assertThat(json.get("resumed_from").get("step").asLong())
                .as("%s", result)
                .isPositive();
        assertThat(json.get("steps_this_run").asLong())
                .isEqualTo(kind.steps - json.get("resumed_from").get("step").asLong());
        assertThat(withoutTimes(json)).as("result of %s", result).isEqualTo(withoutTimes(quiet));
        Path expected = folder.resolve(kind.quietOutput());
        Path found = folder.resolve(output);
        for (String file : List.of("metrics.jsonl", "curves.png")) {
            assertThat(found.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
        }
        assertThat(historyWithoutTimes(found)).isEqualTo(historyWithoutTimes(expected));
    }

    /** Without what depends on when and where it ran. */
    private static JsonNode withoutTimes(JsonNode result) {
        ObjectNode left = result.deepCopy();
        left.remove(List.of(
                "resumed_from",
                "steps_this_run",
                "strategy",
                "executors",
                "tasks",
                "retries",
                "checkpoints",
                "lost_steps",
                "resume_seconds",
                "output"));
        left.get("epochs").forEach(epoch -> ((ObjectNode) epoch).remove("seconds"));
        return left;
    }

    private static String historyWithoutTimes(Path output) throws IOException {
        return Files.readString(output.resolve("history.csv")).replaceAll("(?m),[^,]*$", "");
    }

    static Stream<Arguments> kills() {
        String[] masters = {"none", "local-cluster[2,1,1024]", "local[2]", "local[1]"};
        List<Arguments> kills = new ArrayList<>();
        for (int seed = 0; seed < (FULL ? 10 : 1); seed++) {
            kills.add(Arguments.of(seed, Kind.SMALL, Moment.STEP, masters[seed % 4], masters[(seed + 1) % 4]));
        }
        for (int seed = 10; seed < (FULL ? 15 : 10); seed++) {
            kills.add(Arguments.of(seed, Kind.LARGE, Moment.WRITE, masters[seed % 4], masters[(seed + 1) % 4]));
        }
        for (int seed = 15; seed < (FULL ? 20 : 15); seed++) {
            String other = seed % 2 == 0 ? "local-cluster[2,1,2048]" : "local[1]";
            kills.add(Arguments.of(seed, Kind.GAN, Moment.PHASE, "local[2]", other));
        }
        return kills.stream();
    }

    @ParameterizedTest
    @MethodSource("kills")
    void killedDriver_resumesOnAnotherMaster(int seed, Kind kind, Moment moment, String master, String other)
            throws IOException {
        String output = "killed-" + seed;
        kind.quiet();
        killed(kind, moment, output, seed, master);
        if (moment == Moment.WRITE) {
            System.out.println("seed " + seed + ": killed inside a checkpoint write: "
                    + isWriting(folder.resolve(output).resolve("checkpoints")));
        }
        try (RunningKindling resumed = kind.start(output, "--master", other, "--resume")) {
            assertResumed(kind, output, resumed.await());
        }
    }

    static Stream<Arguments> signals() {
        Stream<Arguments> term = Stream.of(Arguments.of("TERM", 143, false));
        return FULL ? Stream.concat(term, Stream.of(Arguments.of("INT", 130, true))) : term;
    }

    /** @param damages whether the checkpoint that the signal has saved is cut off before it is resumed */
    @ParameterizedTest
    @MethodSource("signals")
    void signal_savesAndPrintsTheCommandThatResumes(String signal, int exitCode, boolean damages) throws Exception {
        String output = "signalled-" + signal;
        String error;
        try (RunningKindling running = Kind.SMALL.start(output, "--master", "local[2]", "--overwrite")) {
            awaitCheckpoint(running, folder.resolve(output));
            RunningTraining training =
                    new RunningTraining(running, folder.resolve(output), Instant.now(), new Random(0));
            training.awaitStep(150);
            RunningTraining.signal(signal, running.handle());
            error = running.await().exitsWith(exitCode).error();
        }
        String hint = "steps saved. Continue with:\n";
        assertThat(error).contains(hint);
        Path script =
                Files.writeString(folder.resolve("resume.sh"), error.substring(error.indexOf(hint) + hint.length()));
        if (damages) {
            cutNewest(folder.resolve(output).resolve("checkpoints"));
        }
        try (RunningKindling resumed =
                KindlingProcess.in(folder).through(Path.of("/bin/sh")).start(script.toString())) {
            KindlingResult result = resumed.await();
            assertResumed(Kind.SMALL, output, result);
            assertThat(result.error().contains("Skipping checkpoint step-")).isEqualTo(damages);
        }
    }

    @Test
    void secondTrainer_isRefused_andTheFirstIsUnhurt() throws IOException {
        Path output = folder.resolve("shared");
        try (RunningKindling first = Kind.SMALL.start("shared", "--master", "local[2]")) {
            awaitCheckpoint(first, output);
            // So that it still trains when the others look.
            RunningTraining.signal("STOP", first.handle());
            for (String[] more : List.of(new String[0], new String[] {"--resume"}, new String[] {"--overwrite"})) {
                long start = System.nanoTime();
                try (RunningKindling second = Kind.SMALL.start("shared", more)) {
                    KindlingResult refused = second.await().exitsWith(8);
                    System.out.printf(Locale.ROOT, "second trainer: %.2f s%n", (System.nanoTime() - start) / NANOS);
                    assertThat(refused.error())
                            .startsWith("kindling: Cannot write to shared: process "
                                    + first.handle().pid() + " on ")
                            .contains(" (kindling train classifier ", " is writing there. Give another --output.")
                            .hasLineCount(1);
                }
            }
            RunningTraining.signal("CONT", first.handle());
            JsonNode result = first.await().exitsWith(0).json();
            assertThat(withoutTimes(result)).isEqualTo(withoutTimes(Kind.SMALL.quiet()));
        } finally {
            RunningTraining.endStopped();
        }
        assertThat(output.resolve("metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve(Kind.SMALL.quietOutput()).resolve("metrics.jsonl"));
        assertThat(output).isDirectoryNotContaining("glob:**unfinished*");
    }

    private static void cutNewest(Path checkpoints) throws IOException {
        try (Stream<Path> steps = Files.list(checkpoints)) {
            List<Path> sorted = steps.sorted().toList();
            assertThat(sorted).hasSize(2);
            try (FileChannel file =
                    FileChannel.open(sorted.get(1).resolve("state.safetensors"), StandardOpenOption.WRITE)) {
                file.truncate(file.size() - 1);
            }
        }
    }

    @Test
    void finishedRun_hasItsResultAgain() {
        JsonNode quiet = Kind.SMALL.quiet();
        String output = Kind.SMALL.quietOutput();
        try (RunningKindling again = Kind.SMALL.start(output, "--master", "none", "--resume")) {
            JsonNode result = again.await().exitsWith(0).json();
            assertThat(result.get("weights_sha256")).isEqualTo(quiet.get("weights_sha256"));
            assertThat(result.get("epochs")).isEqualTo(quiet.get("epochs"));
            assertThat(result.get("steps_this_run").asLong()).isZero();
        }
        try (RunningKindling other = Kind.SMALL.start(output, "--master", "none", "--resume", "--seed", "7")) {
            assertThat(other.await().exitsWith(4).error()).contains("program.seed: 42, now 7");
        }
    }

    /** The last bits differ without AVX-512, and without oneDNN. */
    @Test
    void otherKernels_areRefused() {
        Kind.SMALL.quiet();
        List<String> command = new ArrayList<>(List.of(("train " + Kind.SMALL.command).split(" ")));
        command.addAll(List.of("--validation", "0", "--log-every", "1", "--master", "none", "--resume"));
        command.addAll(List.of("--output", Kind.SMALL.quietOutput()));
        KindlingResult refused = KindlingProcess.in(folder)
                .with("DNNL_MAX_CPU_ISA", "SSE41")
                .run(command.toArray(String[]::new))
                .exitsWith(4);
        assertThat(refused.error()).containsPattern("it was computed with oneDNN .* whose last bits differ");
    }
}
