package io.kindling.driver.internal.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kindling.config.Config;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.IdxFixture;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.RunPlan;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.program.StepTime;
import io.kindling.program.StrategyKind;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Progress of a run of 782 steps of 10 milliseconds each, by a simulated clock. */
class ProgressTest {
    private static final int STEPS = 782;
    private static final long STEP_NANOS = 10_000_000L;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;

    private RunPlan plan(int logEvery) {
        Path data = new IdxFixture(60, 4, 3).write(folder.resolve("data"));
        DataSettings dataSettings = new DataSettings(SourceSettings.idx(data.toString()), Map.of());
        TrainSettings settings = new TrainSettings(
                "classifier",
                Classifier.class.getName(),
                Config.EMPTY,
                RunSettings.DEFAULT,
                dataSettings,
                new TrainSettings.Length(1, OptionalLong.empty(), OptionalInt.empty()),
                MachineSettings.DEFAULT,
                "out",
                RunFolder.Existing.REFUSE,
                CheckpointPolicy.byDefault(CheckpointPolicy.KEEP),
                Optional.empty(),
                Optional.empty(),
                logEvery,
                "train classifier");
        return new RunPlan(
                settings,
                TrainingRows.open(dataSettings, () -> fail("IDX files need no session")),
                STEPS,
                StrategyKind.BROADCAST,
                "a test",
                "local[*]",
                2);
    }

    private Progress progress(Terminal terminal) {
        return new Progress(new Console(out, out, terminal), () -> now);
    }

    private String follow(RunListener listener) {
        listener.started(plan(200));
        listener.epochStarted(0);
        for (int batch = 0; batch < STEPS; batch++) {
            now += STEP_NANOS;
            listener.stepDone(step(batch));
        }
        listener.evaluating(0);
        now += STEP_NANOS;
        listener.epochEnded(new EpochResult(
                0,
                Map.of("train", 1.25),
                Map.of("accuracy", 0.7203),
                0,
                7.82,
                Optional.of(new EpochResult.Validation(1.5, Map.of("accuracy", 0.8233), 0.13))));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static StepResult step(int batch) {
        return new StepResult(
                batch,
                0,
                batch,
                Map.of("train", 1.25),
                Map.of("accuracy", 0.5),
                64,
                64L * (batch + 1),
                new StepTime(STEP_NANOS, STEP_NANOS, 0),
                List.of());
    }

    @Test
    void plainLines_arePrintedEveryFewSecondsAndAtTheEnd() {
        String text = follow(progress(Terminal.NONE));

        assertThat(text.lines().toList())
                .containsExactly(
                        "Shards: 4, so at most 4 concurrent tasks; local[*] runs 2. Strategy: broadcast (a test).",
                        "Training classifier on 50 rows of " + folder.resolve("data")
                                + ", validating on 10; 3 classes; 782 steps per epoch.",
                        "Epoch 1/1 - step 500/782 - ETA: 3s - 6,400 samples/s - loss: 1.2500 - accuracy: 0.5000",
                        "Epoch 1/1 - step 782/782 - 8s 10ms/step - 6,400 samples/s - loss: 1.2500 - accuracy: 0.7203"
                                + " - val_loss: 1.5000 - val_accuracy: 0.8233");
    }

    @Test
    void lastPlainLine_isNotPrintedTwice() {
        Progress progress = progress(Terminal.NONE);
        progress.started(plan(200));
        progress.epochStarted(0);
        now += 6_000_000_000L;
        progress.stepDone(step(STEPS - 1));
        progress.epochEnded(new EpochResult(0, Map.of("train", 1.25), Map.of(), 0, 6, Optional.empty()));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("step 782/782")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 40, 60, 80, 200})
    void terminalLine_neverReachesTheLastColumn(int columns) {
        String text = follow(progress(new Terminal(columns)));

        String[] drawn = Arrays.stream(text.split("\n", -1))
                .filter(line -> line.startsWith("\r"))
                .findFirst()
                .orElseThrow()
                .split("\r", -1);
        assertThat(drawn).as("the line and its updates").hasSizeGreaterThan(10);
        for (String line : drawn) {
            assertThat(line.length()).isLessThan(Math.max(2, columns));
        }
    }

    @Test
    void wideTerminal_showsKerasLine() {
        String text = follow(progress(new Terminal(120)));

        assertThat(text)
                .contains("\n\r 10/782 [>.............................] - ETA: 8s - 6,400 samples/s - loss: 1.2500")
                .contains("\r400/782 [==============>...............] - ETA: 4s - ")
                .endsWith("\r782/782 [==========] - 8s 10ms/step - loss: 1.2500 - accuracy: 0.7203 - val_loss: 1.5000"
                        + " - val_accuracy: 0.8233\n");
    }

    /** What a terminal shows at the end: nothing of the line that was overwritten is left. */
    private static List<String> shown(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder cells = new StringBuilder();
            for (String drawn : line.split("\r", -1)) {
                cells.replace(0, Math.min(drawn.length(), cells.length()), drawn);
            }
            lines.add(cells.toString().stripTrailing());
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "20;782/782|  loss: 1.2500|  accuracy: 0.7203|  val_loss: 1.5000|  val_accuracy: 0.8233|",
                "40;782/782 - 8s 10ms/step|  loss: 1.2500 - accuracy: 0.7203|  val_loss: 1.5000|  val_accuracy: 0.8233|",
                "80;782/782 - 8s 10ms/step|"
                        + "  loss: 1.2500 - accuracy: 0.7203 - val_loss: 1.5000 - val_accuracy: 0.8233|"
            })
    void epochsNumbersThatDoNotFit_followOnMoreLines(int columns, String expected) {
        List<String> shown = shown(follow(progress(new Terminal(columns))));

        assertThat(String.join("|", shown)).endsWith("Epoch 1/1|" + expected);
        assertThat(shown)
                .allSatisfy(line ->
                        assertThat(line.contains(" ") ? line.length() : 0).isLessThanOrEqualTo(Math.max(columns, 24)));
    }

    @Test
    void guideLog_hasTheGuidesLines() {
        String text = follow(new GuideLog(out));

        assertThat(text.lines().skip(2).toList())
                .containsExactly(
                        "",
                        "Start of epoch 0",
                        "Training loss (for one batch) at step 0: 1.2500",
                        "Seen so far: 64 samples",
                        "Training loss (for one batch) at step 200: 1.2500",
                        "Seen so far: 12864 samples",
                        "Training loss (for one batch) at step 400: 1.2500",
                        "Seen so far: 25664 samples",
                        "Training loss (for one batch) at step 600: 1.2500",
                        "Seen so far: 38464 samples",
                        "Training acc over epoch: 0.7203",
                        "Validation acc: 0.8233",
                        "Time taken: 7.95s");
    }

    @Test
    void guideLog_ofTwoLosses_hasTheLinesOfTheGuidesGan() {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("discriminator", 0.684);
        losses.put("generator", 0.694);
        GuideLog log = new GuideLog(out);
        log.started(plan(200));
        log.epochStarted(0);
        log.stepDone(
                new StepResult(0, 0, 0, losses, Map.of(), 64, 64, new StepTime(STEP_NANOS, STEP_NANOS, 0), List.of()));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().skip(2).toList())
                .containsExactly(
                        "", "Start epoch 0", "discriminator loss at step 0: 0.68", "generator loss at step 0: 0.69");
    }

    @Test
    void numbers_areBriefButNeverRoundedToZero() {
        Map<Double, String> expected = new LinkedHashMap<>();
        expected.put(0.0, "0.0000");
        expected.put(0.12345, "0.1235");
        expected.put(0.00012345, "1.2345e-04");
        expected.put(999_999.5, "999999.5000");
        expected.put(1e36, "1.0000e+36");
        expected.put(-2.5e6, "-2.5000e+06");
        expected.put(Double.NaN, "NaN");
        expected.forEach((value, text) -> assertThat(ProgressBar.brief(value)).isEqualTo(text));
        assertThat(ProgressBar.duration(59.4)).isEqualTo("59s");
        assertThat(ProgressBar.duration(127)).isEqualTo("2:07");
        assertThat(ProgressBar.duration(3727)).isEqualTo("1:02:07");
    }
}
