package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherIT {
    @TempDir
    Path folder;

    @Test
    void version_isTheOnlyOutputInAnyFolder() {
        KindlingProcess.in(folder).run("--version").exitsWith(0); // may create the class-data-sharing archive
        KindlingResult result = KindlingProcess.in(folder).run("--version").exitsWith(0);

        assertThat(result.output()).matches("Kindling [0-9.]+\n");
        assertThat(result.error()).isEmpty();
    }

    @Test
    void link_findsTheFolderItPointsTo() throws IOException {
        Path blanks = Files.createDirectory(folder.resolve("a folder with blanks"));
        Path link = Files.createSymbolicLink(blanks.resolve("k"), Repository.file("deploy/bin/kindling"));

        KindlingProcess.in(folder).through(link).run("--version").exitsWith(0);

        Files.delete(link);
    }

    @Test
    void sparkSubmit_setsTheDriversMemory() {
        KindlingResult result = KindlingProcess.in(folder)
                .through(Repository.file("deploy/bin/spark-submit"))
                .run(
                        "--master",
                        "local[1]",
                        "--driver-memory",
                        "600m",
                        "--conf",
                        "spark.app.name=a name with blanks",
                        "--class",
                        "io.kindling.driver.cli.Main",
                        Repository.file("deploy/target/kindling-spark.jar").toString(),
                        "doctor",
                        "--json")
                .exitsWith(0);

        assertThat(result.json().get("driver").get("heap_bytes").asLong()).isBetween(500L << 20, 600L << 20);
    }

    @Test
    void start_loadsClassesFromTheArchiveOfThisBuild() throws IOException {
        Path log = folder.resolve("classes");

        KindlingProcess.in(folder)
                .with("KINDLING_JAVA_OPTS", "-Xlog:class+load:file=" + log)
                .run("summary", "classifier")
                .exitsWith(0);

        assertThat(Files.readString(log))
                .contains("io.kindling.driver.internal.cli.KindlingCommand source: shared objects file (top)")
                .contains("org.apache.hadoop.fs.Path source: shared objects file (top)");
    }

    @Test
    void executorsOfThisMachine_loadClassesFromIt() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("classes"));

        KindlingProcess.in(folder)
                .run(
                        "doctor",
                        "--master",
                        "local-cluster[1,1,1024]",
                        "--conf",
                        "spark.executor.extraJavaOptions=-Xlog:class+load:file=" + logs.resolve("%p"))
                .exitsWith(0);

        try (Stream<Path> executors = Files.list(logs)) {
            assertThat(executors.toList())
                    .singleElement()
                    .satisfies(log -> assertThat(Files.readString(log))
                            .contains("org.apache.spark.executor.Executor source: shared objects file (top)")
                            .contains("io.kindling.worker.internal.machine.Machine source: shared objects file (top)"));
        }
    }

    @ParameterizedTest
    @CsvSource({"java version \"1.8.0_202\", 8", "openjdk version \"26\" 2026-03-17, 26"})
    void javaThatSparkDoesNotSupport_isRejectedInOneLine(String text, int version) throws IOException {
        fakeJava(text);

        KindlingResult result = KindlingProcess.in(folder)
                .with("JAVA_HOME", folder.toString())
                .run("--version")
                .exitsWith(1);

        assertThat(result.error())
                .isEqualTo("kindling: Cannot run on Java " + version + " ('" + folder
                        + "/bin/java'): Spark needs Java 17 to 25. Set JAVA_HOME.\n");
    }

    @ParameterizedTest
    @CsvSource({"openjdk version \"25\" 2025-09-16, 25", "openjdk version \"25.0.2\" 2026-01-20 LTS, 25.0.2"})
    void javaThatCanCorruptArrays_isRejectedInOneLine(String text, String version) throws IOException {
        fakeJava(text);

        KindlingResult result = KindlingProcess.in(folder)
                .with("JAVA_HOME", folder.toString())
                .run("--version")
                .exitsWith(1);

        assertThat(result.error())
                .isEqualTo("kindling: Cannot run on Java " + version + " ('" + folder
                        + "/bin/java'): it can corrupt arrays that"
                        + " native code uses (JDK-8377811). Use 25.0.3 or newer.\n");
    }

    @Test
    void missingJava_isReportedInOneLine() {
        KindlingResult result = KindlingProcess.in(folder)
                .with("JAVA_HOME", folder.toString())
                .run("--version")
                .exitsWith(1);

        assertThat(result.error())
                .isEqualTo("kindling: Cannot find Java: '" + folder
                        + "/bin/java' does not run. Install JDK 17, or set JAVA_HOME.\n");
    }

    @Test
    void processThatExceedsItsLimit_isKilledWithItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        script(folder.resolve("endless"), "sleep 1000 & echo $$ $! > " + pids + "; echo started; wait");

        assertThatThrownBy(() -> KindlingProcess.in(folder)
                        .through(folder.resolve("endless"))
                        .within(Duration.ofSeconds(5))
                        .run())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end within its time limit")
                .hasMessageContaining("started");

        for (String pid : Files.readString(pids).trim().split(" ")) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process -> process.onExit().join());
        }
    }

    private void fakeJava(String version) throws IOException {
        Files.createDirectory(folder.resolve("bin"));
        script(folder.resolve("bin/java"), "echo '" + version + "' >&2");
    }

    private static void script(Path path, String body) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + body + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }
}
