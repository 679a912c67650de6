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
public final class KindlingProcess {
    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(5);

    /**
     * Processes of tests are over before the optimizing compiler pays off: without it, they take half as much processor time. No
     * bit depends on it: {@code PlatformIT} compares with processes that it does not apply to.
     */
    public static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    /** Options of spark-submit with which drivers in a cluster, and executors, do the same. */
    public static final List<String> QUICK_CLUSTER = List.of(
            "--conf",
            "spark.driver.defaultJavaOptions=" + QUICK_START,
            "--conf",
            "spark.executor.defaultJavaOptions=" + QUICK_START);

    /** The variables from which a launcher takes options of the JVM. */
    private static final List<String> OPTIONS = List.of("KINDLING_JAVA_OPTS", "SPARK_SUBMIT_OPTS");

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private Path program = Repository.file("deploy/bin/kindling");
    private Duration limit = DEFAULT_LIMIT;

    private KindlingProcess(Path folder) {
        this.folder = folder;
    }

    /** Returns a process with this current folder; give each test a folder of its own. */
    public static KindlingProcess in(Path folder) {
        return new KindlingProcess(folder);
    }

    /** Adds a variable to the environment of the tests. */
    public KindlingProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts another program than {@code deploy/bin/kindling}: a link to it, for example. */
    public KindlingProcess through(Path otherProgram) {
        program = otherProgram;
        return this;
    }

    public KindlingProcess within(Duration otherLimit) {
        limit = otherLimit;
        return this;
    }

    /** Runs the process and waits for its end. */
    public KindlingResult run(String... arguments) {
        try (RunningKindling running = start(arguments)) {
            return running.await();
        }
    }

    /** Starts the process. */
    public RunningKindling start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("kindling-", ".out");
            Path error = Files.createTempFile("kindling-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .redirectError(error.toFile());
            builder.environment().putAll(environment);
            for (String variable : OPTIONS) {
                String options = QUICK_START + " -Dspark.executor.defaultJavaOptions=" + QUICK_START + " ";
                builder.environment().merge(variable, options, (given, quick) -> quick + given);
            }
            return new RunningKindling(builder.start(), command, output, error, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
