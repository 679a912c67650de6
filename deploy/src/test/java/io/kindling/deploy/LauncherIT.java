package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
    @TempDir
    Path folder;

    @Test
    void version_isPrintedAloneFromAnyFolder() {
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
    void sparkSubmit_givesTheDriverTheMemoryItIsTold() {
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
    void oldJava_isRefusedInOneLine() throws IOException {
        fakeJava("java version \"1.8.0_202\"");

        KindlingResult result = KindlingProcess.in(folder)
                .with("JAVA_HOME", folder.toString())
                .run("--version")
                .exitsWith(1);

        assertThat(result.error())
                .isEqualTo("kindling: Cannot run on Java 8 ('" + folder
                        + "/bin/java'): a JDK 17 or newer is needed. Set JAVA_HOME.\n");
    }

    @Test
    void missingJava_isNamedInOneLine() {
        KindlingResult result = KindlingProcess.in(folder)
                .with("JAVA_HOME", folder.toString())
                .run("--version")
                .exitsWith(1);

        assertThat(result.error())
                .isEqualTo("kindling: Cannot find Java: '" + folder
                        + "/bin/java' does not run. Install a JDK 17 or newer, or set JAVA_HOME.\n");
    }

    @Test
    void processThatOutlivesItsLimit_isKilledWithItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        script(folder.resolve("endless"), "sleep 1000 & echo $$ $! > " + pids + "; echo started; wait");

        assertThatThrownBy(() -> KindlingProcess.in(folder)
                        .through(folder.resolve("endless"))
                        .within(Duration.ofSeconds(5))
                        .run())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end within PT5S")
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
