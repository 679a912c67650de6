package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.Repository;
import io.kindling.deploy.RunningKindling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The loops of the user guide that resume: a process that is killed and run again gives the weights of one without
 * interruption. With {@code -Dkindling.full=true}, each is killed at ten moments.
 */
class LoopResumeIT {
    private static final int SEEDS = Boolean.getBoolean("kindling.full") ? 10 : 1;

    @TempDir
    static Path folder;

    private static final Map<Loop, String> QUIET = new EnumMap<>(Loop.class);

    private enum Loop {
        /** With its own tape. */
        RAW("LoopThatResumes", 40),
        PROGRAM("ProgramThatResumes", 400);

        private final String main;
        private final int epochs;

        Loop(String main, int epochs) {
            this.main = main;
            this.epochs = epochs;
        }

        private RunningKindling start(Path checkpoints) {
            Path libraries = Repository.file("deploy/target/kindling");
            return KindlingProcess.in(folder)
                    .through(Path.of("java"))
                    .start(
                            "-cp",
                            libraries + "/lib/*:" + libraries + "/spark/jars/*",
                            "io.kindling.driver.example." + main,
                            Repository.file("deploy/data/fashion-mnist").toString(),
                            checkpoints.toString(),
                            Integer.toString(epochs));
        }

        private String quiet() {
            return QUIET.computeIfAbsent(this, loop -> {
                try (RunningKindling quiet = start(folder.resolve("quiet-" + name()))) {
                    return weights(quiet.await().exitsWith(0));
                }
            });
        }
    }

    static Stream<Arguments> loopsAndSeeds() {
        return Stream.of(Boolean.getBoolean("kindling.full") ? Loop.values() : new Loop[] {Loop.RAW})
                .flatMap(loop -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(loop, seed)));
    }

    @ParameterizedTest
    @MethodSource("loopsAndSeeds")
    void killedLoop_resumesWithTheSameWeights(Loop loop, int seed) {
        Path checkpoints = folder.resolve(loop + "-" + seed);
        List<String> killed = killed(loop, checkpoints, new Random(seed));
        try (RunningKindling again = loop.start(checkpoints)) {
            KindlingResult resumed = again.await().exitsWith(0);
            assertThat(weights(resumed)).isEqualTo(loop.quiet());
            List<String> epochs = epochs(resumed.output());
            assertThat(epochs).as("epochs of the resumed loop").hasSizeLessThan(loop.epochs);
            assertThat(epochs.size() + killed.size())
                    .as("epochs of both processes")
                    .isGreaterThanOrEqualTo(loop.epochs - 1);
        }
    }

    /** Kills a process after its first checkpoint and the end of some more epochs, and returns what it had printed. */
    private static List<String> killed(Loop loop, Path checkpoints, Random random) {
        try (RunningKindling running = loop.start(checkpoints)) {
            running.awaitUntil("a checkpoint", () -> hasCheckpoint(checkpoints));
            int until = Math.min(epochs(running.output()).size() + random.nextInt(loop.epochs / 4), loop.epochs - 2);
            running.awaitUntil(until + " epochs", () -> epochs(running.output()).size() >= until);
            running.handle().destroyForcibly();
            running.handle().onExit().join();
            assertThat(running.output()).doesNotContain("weights_sha256");
            return epochs(running.output());
        }
    }

    private static boolean hasCheckpoint(Path checkpoints) {
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> steps = Files.list(checkpoints)) {
            return steps.anyMatch(step -> Files.exists(step.resolve("manifest.json")));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    private static List<String> epochs(String output) {
        return output.lines().filter(line -> line.startsWith("Training acc")).toList();
    }

    private static String weights(KindlingResult result) {
        return result.output()
                .lines()
                .filter(line -> line.startsWith("weights_sha256: "))
                .findFirst()
                .orElseThrow();
    }
}
