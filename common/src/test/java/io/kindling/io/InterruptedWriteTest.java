package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Termination of a process while it writes a file.
 *
 * @see Location
 */
class InterruptedWriteTest {
    @TempDir
    Path folder;

    /** Writes half a file, reports it, and then blocks. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            Location.of(args[0]).write(out -> {
                out.write("half".getBytes(StandardCharsets.UTF_8));
                out.flush();
                System.out.println("writing");
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    @Test
    @Timeout(60)
    void sigterm_leavesTheOldFileAndNoOther() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("history.csv"), "whole");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("writing");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(Path::toString)).anyMatch(name -> name.endsWith(".tmp"));
            }
            process.toHandle().destroy();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
        assertThat(file).hasContent("whole");
        try (Stream<Path> files = Files.list(folder)) {
            // A checksum file of the old file may remain.
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".tmp"));
        }
    }
}
