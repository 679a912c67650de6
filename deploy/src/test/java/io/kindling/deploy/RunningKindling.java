package io.kindling.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link KindlingProcess} that was started. Closing it kills the process, if it still runs, together with the processes that
 * it started.
 */
public final class RunningKindling implements AutoCloseable {
    private final Process process;
    private final List<String> command;
    private final Path output;
    private final Path error;
    private final long deadline;

    RunningKindling(Process process, List<String> command, Path output, Path error, Duration limit) {
        this.process = process;
        this.command = List.copyOf(command);
        this.output = output;
        this.error = error;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Returns whether the process has not ended; fails if it has exceeded its time limit. */
    public boolean isRunning() {
        if (process.isAlive() && System.nanoTime() > deadline) {
            throw exceeded();
        }
        return process.isAlive();
    }

    /** What the process has written to standard error so far. */
    public String error() {
        return read(error);
    }

    /** What the process has written to standard output so far. */
    public String output() {
        return read(output);
    }

    /** Waits for the end of the process; fails if it exceeds its time limit. */
    public KindlingResult await() {
        try {
            if (!process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw exceeded();
            }
            return new KindlingResult(command, process.exitValue(), output(), error());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot wait for " + String.join(" ", command) + ": interrupted.", e);
        }
    }

    /** Waits until a condition holds; fails if the process ends before, or exceeds its time limit. */
    public void awaitUntil(String what, Waiting.Condition condition) {
        Waiting.until(() -> what + ", but it has ended: " + error(), condition, this::isRunning);
    }

    private AssertionError exceeded() {
        return new AssertionError(
                String.join(" ", command) + " did not end within its time limit.\n" + output() + error());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Kill its children first: after its end they are no longer its descendants.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            Files.delete(output);
            Files.delete(error);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
