package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid input is rejected with one message and its exit code, if possible before Spark is started. */
class BadInputIT {
    @TempDir
    Path folder;

    /** The first command after a build prints one more line, because it creates the class-data-sharing archive. */
    @BeforeAll
    static void runOneCommand(@TempDir Path elsewhere) {
        KindlingProcess.in(elsewhere).run("--version").exitsWith(0);
    }

    private KindlingResult train(String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "classifier"));
        arguments.addAll(List.of(options));
        return KindlingProcess.in(folder).run(arguments.toArray(String[]::new));
    }

    private static void assertFails(KindlingResult result, int exitCode, String message) {
        result.exitsWith(exitCode);
        assertThat(result.output()).isEmpty();
        assertThat(result.error().lines().findFirst().orElse("")).startsWith("kindling: " + message);
        assertThat(result.error()).doesNotContain("\tat ", "Exception");
    }

    @Test
    void heapTooSmallForTheRows_endsWith2() {
        KindlingResult result = KindlingProcess.in(folder)
                .with("KINDLING_JAVA_OPTS", "-Xmx50m")
                .run("train", "classifier", "--master", "none");
        assertFails(
                result, 2, "Cannot hold 6,000 rows of 800 bytes, 5 MB: this process has a heap of 50 MB, and needs");
    }

    @Test
    void missingFolder_endsWith3() {
        assertFails(train("--data", "nowhere"), 3, "Cannot read data in nowhere: there is no such folder.");
    }

    @Test
    void truncatedFile_endsWith3() {
        DataSetCopy data = DataSetCopy.in(folder.resolve("data")).truncate("train-images-idx3-ubyte");
        assertFails(train("--data", data.toString()), 3, "Cannot read " + data + "/train-images-idx3-ubyte.gz: ");
    }

    @Test
    void labelOutOfRange_endsWith3() {
        DataSetCopy data = DataSetCopy.in(folder.resolve("data")).edit("train-labels-idx1-ubyte", bytes -> {
            bytes[8 + 1234] = 10;
            return bytes;
        });
        KindlingResult result = train("--data", data.toString());
        assertFails(result, 3, "Cannot use the training labels in " + data + ": Invalid label in row 1234: 10");
        assertThat(result.error()).contains("(classes are 0 to 9)");
    }

    @Test
    void imagesOfTwoSizes_endWith3() {
        DataSetCopy data = DataSetCopy.in(folder.resolve("data")).edit("train-images-idx3-ubyte", TrainIT::halved);
        assertFails(
                train("--data", data.toString()),
                3,
                "Cannot use the images in " + data + ": training images are (14, 28)");
    }

    @Test
    void unknownOption_endsWith2AndSuggestsASimilarOne() {
        assertFails(train("--epoch", "3"), 2, "Invalid option: --epoch (did you mean --epochs?)");
    }

    @Test
    void negativeEpochs_endWith2() {
        assertFails(train("--epochs", "-3"), 2, "Invalid epochs: -3 (at least 1)");
    }

    @Test
    void unwritableOutput_endsWith7() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertFails(train("--output", "file/out"), 7, "Cannot write file/out: ");
    }

    @Test
    void missingModel_endsWith4() {
        KindlingResult result = KindlingProcess.in(folder).run("evaluate", "--model", "nowhere");
        assertFails(result, 4, "Cannot read a model in nowhere: there is no such folder.");
    }

    @Test
    void divergence_endsWith9AndReportsStepAndShard() {
        KindlingResult result =
                train("--learning-rate", "1e9", "--limit", "640", "--json").exitsWith(9);
        assertThat(result.output()).hasLineCount(1);
        assertThat(result.json().get("error").get("exit").asInt()).isEqualTo(9);
        List<String> lines = result.error().lines().toList();
        assertThat(lines.get(lines.size() - 1))
                .startsWith("kindling: Cannot continue: ")
                .contains("at epoch 1, step ", "shard ", "dense/kernel");
    }

    /** With every master, a signal ends the run differently; only Kindling's line must be printed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"none 15", "none 2", "local[2] 15", "local-cluster[2,1,1024] 2"})
    void signal_givesOneLineAndItsExitCode(String master, int signal) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        // A shell that runs the tests in the background makes them and their processes ignore SIGINT.
                        "env",
                        "--default-signal=INT",
                        Repository.file("deploy/bin/kindling").toString(),
                        "train",
                        "classifier",
                        "--master",
                        master,
                        "--epochs",
                        "1000000",
                        "--output",
                        "out")
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Kills a process that does not end; its exit code then fails the test.
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        try (var errors = process.errorReader()) {
            String line = errors.readLine();
            while (line != null && !line.startsWith("Epoch 1/")) {
                line = errors.readLine();
            }
            // Not with Process.destroy, which would also close the streams.
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            List<String> rest =
                    errors.lines().filter(other -> !other.startsWith("Epoch ")).toList();
            assertThat(process.waitFor()).isEqualTo(128 + signal);
            assertThat(rest).hasSize(2);
            assertThat(rest.get(0))
                    .matches("kindling: Interrupted in epoch \\d+, with [\\d,]+ steps? saved. Continue with:");
            assertThat(rest.get(1)).matches("  .*/kindling train classifier .*--output out --resume");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(folder.resolve("out/metrics.jsonl")).isNotEmptyFile();
        requireWholeFiles();
        if (master.equals("none")) {
            // The run ends at its next step and records that.
            assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**.tmp");
            assertThat(folder.resolve("out/unfinished-1.json")).exists();
            assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**/.unfinished-*");
        }
    }

    /**
     * Checks the files left after a signal: no incomplete line and no part of a model. A temporary file of an interrupted write
     * may remain.
     */
    private void requireWholeFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve("out"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).noneMatch(file -> file.toString().contains("/out/model/"));
        for (String line : Files.readAllLines(folder.resolve("out/metrics.jsonl"))) {
            assertThat(new ObjectMapper().readTree(line).get("loss").isNumber()).isTrue();
        }
        for (Path file : files) {
            if (file.toString().endsWith(".csv") || file.toString().endsWith(".jsonl")) {
                assertThat(Files.readString(file)).endsWith("\n");
            }
        }
    }
}
