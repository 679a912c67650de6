package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output of a failed command: a message, and the same as JSON with {@code --json}.
 *
 * @see io.kindling.driver.internal.cli.failures.Failure
 */
class FailedCommandTest {
    private static final String DATA = "../deploy/data/fashion-mnist";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE);
        return new KindlingCommand(console).run(args);
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static void isError(String json, String command, int exit, String message) throws IOException {
        JsonNode result = new ObjectMapper().readTree(json);
        assertThat(result.size()).isEqualTo(2);
        assertThat(result.get("command").asText()).isEqualTo(command);
        assertThat(result.get("error").get("exit").asInt()).isEqualTo(exit);
        assertThat(result.get("error").get("message").asText()).startsWith(message);
    }

    private void printsError(String command, int exit, String message) throws IOException {
        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(1);
        isError(out.toString(StandardCharsets.UTF_8), command, exit, message);
        assertThat(error()).contains("kindling: " + message);
    }

    @Test
    void missingData_isReportedAsOneLineOfJson_andLeavesNoFolder() throws IOException {
        Path output = folder.resolve("out");
        int exit = run("train", "classifier", "--json", "--data", "nowhere", "--output", output.toString());
        assertThat(exit).isEqualTo(3);
        printsError("train", 3, "Cannot read data in nowhere: there is no such folder.");
        assertThat(output).doesNotExist();
    }

    @Test
    void withoutJson_nothingIsPrintedToStandardOutput() {
        assertThat(run("evaluate", "--model", "nowhere")).isEqualTo(4);
        assertThat(out.size()).isZero();
        assertThat(error())
                .startsWith("kindling: Cannot read a model in nowhere")
                .hasLineCount(1);
    }

    @Test
    void invalidCommandLine_isReportedAsJson() throws IOException {
        assertThat(run("train", "classifier", "--epoch", "3", "--json")).isEqualTo(2);
        printsError("train", 2, "Invalid option: --epoch (did you mean --epochs?)");
    }

    @Test
    void missingConfigFile_isReportedAsJson() throws IOException {
        assertThat(run("evaluate", "--config", "nowhere.yaml", "--json")).isEqualTo(2);
        printsError("evaluate", 2, "Cannot read config file nowhere.yaml: there is no such file.");
    }

    @Test
    void startedTrainingThatFails_leavesItsErrorInTheFolder_untilTheNextRunStarts() throws IOException {
        Path output = folder.resolve("out");
        String[] diverging = {
            "train",
            "classifier",
            "--data",
            DATA,
            "--limit",
            "128",
            "--validation",
            "0",
            "--master",
            "none",
            "--learning-rate",
            "1e30",
            "--output",
            output.toString()
        };
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(run(diverging)).isEqualTo(9);
            isError(Files.readString(output.resolve("result.json")), "train", 9, "Cannot continue: ");
        }
        diverging[11] = "1e-3";
        assertThat(run(diverging)).isZero();
        assertThat(new ObjectMapper()
                        .readTree(output.resolve("result.json").toFile())
                        .has("error"))
                .isFalse();
        assertThat(run(diverging)).as("not empty").isEqualTo(7);
        assertThat(new ObjectMapper()
                        .readTree(output.resolve("result.json").toFile())
                        .has("error"))
                .as("the finished run's result stays")
                .isFalse();
    }

    @Test
    void classifierOfNumericLabels_isRefused() throws IOException {
        Path prices = Files.writeString(folder.resolve("prices.csv"), "size,price\n1,9.5\n2,19.5\n3,30\n");
        int exit = run(
                "train",
                "classifier",
                "--data",
                prices.toString(),
                "--label",
                "price",
                "--master",
                "none",
                "--output",
                folder.resolve("out").toString());
        assertThat(exit).isEqualTo(3);
        assertThat(error())
                .contains("kindling: Cannot train a classifier: the labels are numbers to predict, not classes.")
                .contains("'9.5' in row 0 of " + prices + " is the first label that is no whole number.");
    }
}
