package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.cli.options.CommandText;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command that an interrupted training prints continues it, however it was started.
 *
 * @see CommandText
 */
class ContinuingTest {
    private static final String CONTINUE = "Continue with:\n  kindling ";

    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--output o",
                "",
                "--output o --overwrite",
                "--output o --overwrite=true",
                "--output o --resume",
                "--output o --resume o/checkpoints/step-000100",
                "--output o --conf spark.kindling.seed=3",
                "--config FILE",
                "--output o --batch-size 32 --hidden 8,4"
            })
    void printedCommand_continuesTheSameTraining(String options) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "seed: 3\noutput: o\noverwrite: true\n");
        String[] started = ("train classifier --data d " + options)
                .trim()
                .replace("FILE", file.toString())
                .split(" +");
        TrainSettings before = typed.train(Stream.of(started));

        String text = typed.continuing(started);

        assertThat(text).startsWith(CONTINUE);
        TrainSettings after =
                typed.train(Stream.of(text.substring(CONTINUE.length()).split(" ")));
        assertThat(after.existing()).isEqualTo(RunFolder.Existing.RESUME);
        assertThat(after.resumed()).as("the newest checkpoint").isEmpty();
        assertThat(after.output()).isEqualTo(before.output());
        assertThat(after.run()).isEqualTo(before.run());
        assertThat(after.config()).isEqualTo(before.config());
        assertThat(after.length()).isEqualTo(before.length());
    }

    @Test
    void settingsOfSpark_areNotShown_butNamed() {
        assertThat(typed.continuing(
                        "train",
                        "gan",
                        "--data",
                        "d",
                        "--conf",
                        "spark.secret=x",
                        "--conf",
                        "spark.kindling.seed=3",
                        "--output",
                        "o"))
                .isEqualTo("Continue with (and --conf as before, which may be secret):\n  kindling train gan --data d"
                        + " --conf spark.kindling.seed=3 --output o --resume");
    }

    @Test
    void trainingOfSparkSubmit_isContinuedByIt() {
        System.setProperty("spark.submit.deployMode", "client");
        try {
            assertThat(typed.continuing("train", "gan", "--data", "d", "--output", "o"))
                    .isEqualTo("Continue with the same options and jar of spark-submit, followed by:\n"
                            + "  train gan --data d --output o"
                            + " --resume");
        } finally {
            System.clearProperty("spark.submit.deployMode");
        }
    }
}
