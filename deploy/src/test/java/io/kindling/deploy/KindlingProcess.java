package io.kindling.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real process of {@code deploy/bin/kindling}, started in a folder of the test's as a person would.
 *
 * <pre>{@code
 * KindlingResult result = KindlingProcess.in(folder).run("train", "classifier", "--json");
 * }</pre>
 *
 * <p>What it prints is captured. One that outlives its limit is killed, with the processes it started and no other, and the
 * test fails with all it had printed.
 */
final class KindlingProcess {
    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private Path program = Repository.file("deploy/bin/kindling");
    private Duration limit = DEFAULT_LIMIT;

    private KindlingProcess(Path folder) {
        this.folder = folder;
    }

    /** A process whose current folder is this one; give each test its own. */
    static KindlingProcess in(Path folder) {
        return new KindlingProcess(folder);
    }

    /** With this variable in its environment, besides those of the tests. */
    KindlingProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Started through another path than {@code deploy/bin/kindling}: a link to it, a copy elsewhere. */
    KindlingProcess through(Path otherProgram) {
        program = otherProgram;
        return this;
    }

    KindlingProcess within(Duration otherLimit) {
        limit = otherLimit;
        return this;
    }

    /** Runs to the end. */
    KindlingResult run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("kindling-", ".out");
            Path error = Files.createTempFile("kindling-", ".err");
            try {
                int exitCode = await(start(command, output, error), command, output, error);
                return new KindlingResult(command, exitCode, Files.readString(output), Files.readString(error));
            } finally {
                Files.delete(output);
                Files.delete(error);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(List<String> command, Path output, Path error) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(output.toFile())
                .redirectError(error.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private int await(Process process, List<String> command, Path output, Path error) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(String.join(" ", command) + " did not end within " + limit + ".\n"
                    + Files.readString(output) + Files.readString(error));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot wait for " + String.join(" ", command) + ": interrupted.", e);
        } finally {
            // Its children first: once it is dead they are nobody's.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
