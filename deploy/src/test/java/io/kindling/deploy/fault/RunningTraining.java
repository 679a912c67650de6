package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.JavaProcesses;
import io.kindling.deploy.RunningKindling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A training that runs.
 *
 * @param process the process of {@code kindling} or spark-submit
 * @param output its output folder
 * @param started when it was started
 * @param random chooses the victims
 */
record RunningTraining(RunningKindling process, Path output, Instant started, Random random) {
    /** The processes that a signal has stopped: the end of their parents would not end them. */
    private static final Set<ProcessHandle> STOPPED = ConcurrentHashMap.newKeySet();

    /** Waits until the training has logged a step; fails if it ends before. */
    void awaitStep(int step) {
        Path log = output.resolve("metrics.jsonl");
        process.awaitUntil("step " + step, () -> stepsIn(log) > step);
    }

    private static long stepsIn(Path log) {
        if (!Files.exists(log)) {
            return 0;
        }
        try (var lines = Files.lines(log)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes of its executors, in an order that the seed determines. */
    List<ProcessHandle> executors() {
        List<ProcessHandle> found = executorsIfAny();
        assertThat(found).as("executors of the training").isNotEmpty();
        return found;
    }

    /** Those that run now: none while they are replaced, or after the training. */
    List<ProcessHandle> executorsIfAny() {
        List<ProcessHandle> found = new ArrayList<>(JavaProcesses.of("CoarseGrainedExecutorBackend")
                .filter(each -> each.info().startInstant().orElse(Instant.MIN).isAfter(started))
                .sorted(Comparator.comparingLong(ProcessHandle::pid))
                .toList());
        Collections.shuffle(found, random);
        return found;
    }

    /** Returns whether a folder holds a whole checkpoint. */
    static boolean hasCheckpoint(Path output) {
        try (Stream<Path> files = Files.walk(output)) {
            return files.anyMatch(file -> file.endsWith("manifest.json"));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    /** Kills the processes that are still stopped. */
    static void endStopped() {
        STOPPED.forEach(ProcessHandle::destroyForcibly);
        STOPPED.clear();
    }

    /** Sends a signal to a process. */
    static void signal(String name, ProcessHandle target) {
        if (name.equals("STOP")) {
            STOPPED.add(target);
        } else if (name.equals("CONT")) {
            STOPPED.remove(target);
        }
        try {
            int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(target.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(exitCode).as("kill -%s %d", name, target.pid()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
