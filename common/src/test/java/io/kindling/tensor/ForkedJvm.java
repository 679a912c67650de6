package io.kindling.tensor;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a main class of the tests in a separate process, for tests that depend on the environment or on a fresh start.
 */
public final class ForkedJvm {
    private final List<String> options = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");
    private final ProcessBuilder builder = new ProcessBuilder();

    /** Creates a JVM without a thread setting in its environment. */
    public ForkedJvm() {
        builder.environment().remove("OMP_NUM_THREADS");
        builder.redirectError(Redirect.INHERIT);
    }

    public ForkedJvm environment(String name, String value) {
        builder.environment().put(name, value);
        return this;
    }

    public ForkedJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Replaces the class path of the tests. */
    public ForkedJvm classPath(String other) {
        classPath = other;
        return this;
    }

    /** Runs the main class and returns its standard output. */
    public String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Process process = builder.command(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "Cannot run " + main.getName() + ": exit code " + process.exitValue() + ", output " + output);
        }
        return output;
    }
}
