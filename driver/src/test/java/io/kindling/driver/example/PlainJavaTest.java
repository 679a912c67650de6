package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Examples in separate processes, started like in an IDE: with only a class path. */
class PlainJavaTest {
    @TempDir
    Path folder;

    @Test
    void loopWithoutSpark_needsNoJvmOptions() throws IOException, InterruptedException {
        assertThat(output(FirstLoop.class)).contains("Training loss (for one batch) at step 0: ");
    }

    @Test
    void spark_withoutItsJvmOptions_isRejectedWithTheRemedy() throws IOException, InterruptedException {
        assertThat(output(ProgramOnSpark.class))
                .contains("Cannot start Spark: this Java virtual machine keeps parts of itself closed")
                .contains("java @deploy/target/kindling/java.options");
    }

    private String output(Class<?> example) throws IOException, InterruptedException {
        ImageFolderFixture.write(folder, 200);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        example.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
