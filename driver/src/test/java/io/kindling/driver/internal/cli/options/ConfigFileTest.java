package io.kindling.driver.internal.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.CommandLineFixture;
import io.kindling.driver.internal.run.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid {@code --config} files, and the errors for invalid ones. */
class ConfigFileTest {
    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("run.yaml"), yaml).toString();
    }

    @Test
    void brokenConfigFile_isReportedOnOneLineWithThePosition() throws IOException {
        String yaml = file("epochs: {\n");
        assertThat(typed.run("train", "classifier", "--config", yaml)).isEqualTo(2);
        assertThat(typed.error())
                .hasLineCount(1)
                .startsWith("kindling: Cannot read config file " + yaml + ": while parsing a flow node: ")
                .endsWith("(line 2, column 1).\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[epochs]; expected lines of 'name: value'.",
                "three; expected lines of 'name: value'.",
                "{Xyz9: 1, Xyz9: 2}; while constructing a mapping: found duplicate key ... (line 1, column 11).",
                "{epochs: 1, epochs: 2}; while constructing a mapping: found duplicate key epochs (line 1, column 13).",
                "data: |\u2028x; while scanning a block scalar: expected chomping or indentation indicators, but found"
                        + " (8232) (line 1, column 8)."
            })
    void configFileWithoutSettings_isReportedOnOneLine(String text, String reason) throws IOException {
        String yaml = file(text);
        assertThat(typed.run("train", "classifier", "--config", yaml)).isEqualTo(2);
        assertThat(typed.error()).isEqualTo("kindling: Cannot read config file " + yaml + ": " + reason + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"set: &t {a: *t}", "set: &t [*t, *t]"})
    void valueInItself_isReportedOnOneLine(String text) throws IOException {
        String yaml = file(text);
        assertThat(typed.run("train", "classifier", "--config", yaml)).isEqualTo(2);
        assertThat(typed.error())
                .isEqualTo("kindling: Cannot read config file " + yaml
                        + ": its values are nested more than 20 deep, or in themselves.\n");
    }

    @Test
    void binaryConfigFile_isReportedOnOneLine() throws IOException {
        Path yaml = Files.write(folder.resolve("run.yaml"), new byte[] {(byte) 0xff, 0});
        assertThat(typed.run("train", "classifier", "--config", yaml.toString()))
                .isEqualTo(2);
        assertThat(typed.error()).isEqualTo("kindling: Cannot read config file " + yaml + ": it is not UTF-8 text.\n");
    }

    @Test
    void emptyConfigFile_changesNothing() throws IOException {
        assertThat(typed.settings("--config", file(""))).isEqualTo(typed.settings("--config", file("# nothing\n")));
    }

    @Test
    void settingsOfAnotherCommand_areAccepted() throws IOException {
        assertThat(typed.settings("--config", file("split: test\nepochs: 3\n"))
                        .length()
                        .epochs())
                .isEqualTo(3);
    }

    @Test
    void confOfTheFile_isAMapOfFullSettingNames_overriddenByTheCommandLine() throws IOException {
        String yaml = file("""
            conf:
              spark.executorEnv.X: a=1,b=2
              spark.hadoop.fs.s3a.bucket.my-data.endpoint: here
              spark.task.maxFailures: 3
              spark.ui.enabled: true
            """);
        TrainSettings settings = typed.settings("--config", yaml, "--conf", "spark.task.maxFailures=5");

        assertThat(settings.machines().conf())
                .containsOnly(
                        Map.entry("spark.executorEnv.X", "a=1,b=2"),
                        Map.entry("spark.hadoop.fs.s3a.bucket.my-data.endpoint", "here"),
                        Map.entry("spark.task.maxFailures", "5"),
                        Map.entry("spark.ui.enabled", "true"));
        assertThat(settings.data().hadoop()).containsEntry("fs.s3a.bucket.my-data.endpoint", "here");
    }

    @Test
    void kindlingSettingsInTheFilesConf_areUsed_unlessOnTheCommandLine() throws IOException {
        String yaml = file("conf: {spark.kindling.epochs: 3, spark.kindling.seed: 4}\n");
        TrainSettings settings = typed.settings("--config", yaml, "--conf", "spark.kindling.seed=5");
        assertThat(settings.length().epochs()).isEqualTo(3);
        assertThat(settings.run().seed()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "conf: {spark.kindling.epoch: 3}; setting in conf in FILE: epoch (did you mean epochs?)",
                "conf: {spark.master: yarn}; --conf: spark.master (use --master yarn)",
                "conf: spark.a=b; conf in FILE: spark.a... (expected lines of 'name: value' below it)",
                "conf: {spark: {a: b}}; conf in FILE: spark: ... (expected a full setting name with one"
                        + " value, such as 'spark.ui.enabled: true')",
                "conf: {spark.a: }; setting in FILE: conf: spark.a (it has no value: add one or remove it)",
                "conf: {spark.ssl.keyPasswordXyz9: }; setting in FILE: conf: spark.ssl.keyPassword... (it has no value: add"
                        + " one or remove it)",
                "conf: {Xyz9: }; setting in FILE: conf: ... (it has no value: add one or remove it)",
                "conf:; setting in FILE: conf (it has no value: add one or remove it)",
                "epochs:; setting in FILE: epochs (it has no value: add one or remove it)",
                "label: null; setting in FILE: label (it has no value: add one or remove it)",
                "hidden: [8, ~]; setting in FILE: hidden (it has no value: add one or remove it)",
                "set: {units: }; setting in FILE: set: units (it has no value: add one or remove it)"
            })
    void invalidSettingInTheFile_isRefusedByName(String text, String message) throws IOException {
        String yaml = file(text + "\n");
        assertThatThrownBy(() -> typed.settings("--config", yaml))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid " + message.replace("FILE", yaml));
    }

    @Test
    void verboseInTheConfigFile_worksAsOnTheCommandLine() throws IOException {
        String[] command = {
            "train", "classifier", "--data", folder.resolve("nowhere").toString(), "--config", file("verbose: true\n")
        };
        assertThat(typed.run(command)).isEqualTo(3);
        assertThat(typed.error()).contains("\tat io.kindling");
        assertThat(System.getProperty("kindling.spark.level")).isEqualTo("warn");
    }
}
