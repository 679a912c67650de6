package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Separate processes that are started as an IDE does: with only a class path.
 *
 * @see FirstLoop
 * @see Main
 */
class PlainJavaTest {
    @TempDir
    Path folder;

    @Test
    void loopWithoutSpark_needsNoJvmOptions() throws IOException, InterruptedException {
        assertThat(output(FirstLoop.class, folder.toString())).contains("Training loss (for one batch) at step 0: ");
    }

    @Test
    void spark_withoutItsJvmOptions_isRejectedWithTheRemedy() throws IOException, InterruptedException {
        assertThat(output(
                        Main.class,
                        "train",
                        "classifier",
                        "--data",
                        folder.toString(),
                        "--master",
                        "local[2]",
                        "--output",
                        folder.resolve("run").toString()))
                .contains("Cannot start Spark: this Java virtual machine was started without the --add-opens options")
                .contains("java @deploy/target/kindling/java.options");
    }

    private String output(Class<?> program, String... arguments) throws IOException, InterruptedException {
        ImageFolderFixture.write(folder, 200);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
