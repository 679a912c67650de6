package io.kindling.deploy;

import java.io.File;
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
 * A real process of {@code deploy/bin/kindling}, started in a folder of the test as a user would.
 *
 * <pre>{@code
 * KindlingResult result = KindlingProcess.in(folder).run("train", "classifier", "--json");
 * }</pre>
 *
 * <p>Its output is captured. A process that exceeds its time limit is killed together with the processes that it started, and
 * the test fails with the output so far.
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

    /** Returns a process with this current folder; give each test a folder of its own. */
    static KindlingProcess in(Path folder) {
        return new KindlingProcess(folder);
    }

    /** Adds a variable to the environment of the tests. */
    KindlingProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts another program than {@code deploy/bin/kindling}: a link to it, for example. */
    KindlingProcess through(Path otherProgram) {
        program = otherProgram;
        return this;
    }

    KindlingProcess within(Duration otherLimit) {
        limit = otherLimit;
        return this;
    }

    /** Runs the process and waits for its end. */
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
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
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
            // Kill its children first: after its end they are no longer its descendants.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
