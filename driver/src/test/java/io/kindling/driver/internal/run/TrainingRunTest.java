package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.RowMeaning;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.internal.run.result.ClassResults;
import io.kindling.driver.internal.run.result.EvaluationResult;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.ModelFolder;
import io.kindling.nn.metric.ExpectedCalibrationError;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.train.WeightsDigest;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** Training runs on threads of this JVM, with 60 small images. */
class TrainingRunTest {
    private static final int BATCH = 16;

    @TempDir
    Path folder;

    private TrainSettings settings(String output) {
        Path data = new IdxFixture(60, 6, 5).write(folder.resolve("data"));
        return new TrainSettings(
                "classifier",
                Classifier.class.getName(),
                Classifier.DEFAULTS.with("hidden", List.of(8)).with("rescale", true),
                RunSettings.DEFAULT.withBatchSize(BATCH),
                new DataSettings(SourceSettings.idx(data.toString()), Map.of()),
                new TrainSettings.Length(2, OptionalLong.empty(), OptionalInt.empty()),
                MachineSettings.NONE,
                folder.resolve(output).toString(),
                RunFolder.Existing.REFUSE,
                CheckpointPolicy.byDefault(CheckpointPolicy.KEEP),
                Optional.empty(),
                Optional.empty(),
                2,
                "train classifier");
    }

    private static TrainResult run(TrainSettings settings) {
        return RunFixture.train(settings, new RunListener() {});
    }

    private static TrainSettings with(TrainSettings s, TrainSettings.Length length) {
        return copy(s, s.config(), s.data(), length, s.init());
    }

    private static TrainSettings with(TrainSettings s, Config config) {
        return copy(s, config, s.data(), s.length(), s.init());
    }

    private static TrainSettings with(TrainSettings s, Config config, OptionalInt classes) {
        DataSettings data = new DataSettings(
                s.data().source(),
                s.data().part(),
                s.data().validation(),
                s.data().limit(),
                new RowMeaning(classes, RowMeaning.LabelKind.INFERRED, Optional.empty()),
                s.data().classWeight(),
                s.data().hadoop());
        return copy(s, config, data, s.length(), s.init());
    }

    private static TrainSettings withInit(TrainSettings s, String init) {
        return copy(s, s.config(), s.data(), s.length(), Optional.of(init));
    }

    private static TrainSettings copy(
            TrainSettings s, Config config, DataSettings data, TrainSettings.Length length, Optional<String> init) {
        return new TrainSettings(
                s.program(),
                s.className(),
                config,
                s.run(),
                data,
                length,
                s.machines(),
                s.output(),
                s.existing(),
                s.checkpoints(),
                s.resumed(),
                init,
                s.logEvery(),
                s.command());
    }

    @Test
    void result_hasTheDocumentedFields() throws IOException {
        TrainResult result = run(settings("out"));

        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("out/result.json").toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "command",
                        "program",
                        "steps",
                        "steps_this_run",
                        "resumed_from",
                        "lost_steps",
                        "resume_seconds",
                        "shards",
                        "strategy",
                        "seed",
                        "weights_sha256",
                        "executors",
                        "tasks",
                        "retries",
                        "checkpoints",
                        "epochs",
                        "output");
        assertThat(json.get("epochs").get(1).fieldNames())
                .toIterable()
                .containsExactly(
                        "epoch", "loss", "losses", "accuracy", "val_loss", "val_accuracy", "seconds", "val_seconds");
        assertThat(json.get("steps").asLong()).isEqualTo(8);
        assertThat(json.get("resumed_from").isNull()).isTrue();
        assertThat(json.get("epochs").get(0).get("losses").get("train").asDouble())
                .isEqualTo(result.epochs().get(0).loss());
    }

    @Test
    void outputFolder_hasModelMetricsHistoryAndCurves() throws IOException {
        TrainResult result = run(settings("out"));

        List<String> metrics = Files.readAllLines(folder.resolve("out/metrics.jsonl"));
        assertThat(metrics).as("steps 0, 2 and the last of each epoch").hasSize(6);
        assertThat(metrics.get(0)).startsWith("{\"epoch\":0,\"step\":0,\"phase\":\"train\",\"seen\":16,\"loss\":");
        assertThat(metrics.get(2)).startsWith("{\"epoch\":0,\"step\":3,\"phase\":\"train\",\"seen\":50,\"loss\":");
        assertThat(metrics.get(4)).startsWith("{\"epoch\":1,\"step\":6,\"phase\":\"train\",\"seen\":48,\"loss\":");
        assertThat(Files.readAllLines(folder.resolve("out/history.csv")).get(0))
                .isEqualTo("epoch,loss,accuracy,val_loss,val_accuracy,seconds,val_seconds");
        assertThat(folder.resolve("out/curves.png")).isNotEmptyFile();
        ModelFolder model =
                ModelFolder.read(Location.of(folder.resolve("out/model").toString()));
        assertThat(WeightsDigest.of(List.copyOf(model.models().values()))).isEqualTo(result.weightsSha256());
    }

    @Test
    void evaluationOfTheValidationRows_givesTheLastFiguresOfTheTraining() {
        TrainResult trained = run(settings("out"));
        EvaluationResult evaluated = evaluate(EvaluationSettings.Split.VALIDATION);

        EpochResult.Validation last = trained.epochs().get(1).validation().orElseThrow();
        assertThat(evaluated.examples()).isEqualTo(10);
        assertThat(evaluated.loss()).isEqualTo(last.loss());
        assertThat(evaluated.metrics()).isEqualTo(last.metrics());
        long right = 0;
        long all = 0;
        long[][] confusion = evaluated.confusion().orElseThrow();
        for (int label = 0; label < confusion.length; label++) {
            right += confusion[label][label];
            for (long count : confusion[label]) {
                all += count;
            }
        }
        assertThat(all).isEqualTo(10);
        assertThat((double) right / all).isEqualTo(last.metrics().get("accuracy"));
        ClassResults classes = evaluated.classes().orElseThrow();
        assertThat(classes.report().accuracy()).isEqualTo(last.metrics().get("accuracy"));
        assertThat(classes.names()).hasSize(confusion.length).startsWith("0", "1");
        assertThat(evaluated.added()).containsKeys("auc", "auc_error", "expected_calibration_error");
        assertThat(evaluated.reliability().stream()
                        .mapToLong(ExpectedCalibrationError.Bin::rows)
                        .sum())
                .isEqualTo(10);
        assertThat(evaluated.asJson())
                .containsKeys("accuracy", "class_scores", "macro_average", "reliability", "confusion_matrix");
    }

    @Test
    void evaluationOfAllRows_isThatOfTrainingAndValidationRows() {
        run(settings("out"));
        EvaluationResult all = evaluate(EvaluationSettings.Split.ALL);
        EvaluationResult training = evaluate(EvaluationSettings.Split.TRAIN);
        EvaluationResult validation = evaluate(EvaluationSettings.Split.VALIDATION);
        assertThat(all.examples()).isEqualTo(training.examples() + validation.examples());
        long[][] sum = training.confusion().orElseThrow();
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum.length; j++) {
                sum[i][j] += validation.confusion().orElseThrow()[i][j];
            }
        }
        assertThat(all.confusion().orElseThrow()).isDeepEqualTo(sum);
    }

    private EvaluationResult evaluate(EvaluationSettings.Split split) {
        return RunFixture.evaluate(new EvaluationSettings(
                folder.resolve("out/model").toString(),
                UnrecordedProgram.NONE,
                SourceSettings.NONE,
                Optional.of(split),
                RowChoice.ALL,
                Optional.empty(),
                MachineSettings.NONE,
                Map.of()));
    }

    @Test
    void evaluationOfOtherImages_reportsTheirShapeBeforeTheirNumber() {
        run(settings("out"));
        Path other = new IdxFixture(40, 7, 5).write(folder.resolve("other"));

        assertThatThrownBy(() -> RunFixture.evaluate(new EvaluationSettings(
                        folder.resolve("out/model").toString(),
                        UnrecordedProgram.NONE,
                        SourceSettings.idx(other.toString()),
                        Optional.of(EvaluationSettings.Split.VALIDATION),
                        RowChoice.ALL,
                        Optional.empty(),
                        MachineSettings.NONE,
                        Map.of())))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Invalid rows: (7, 7) each (the model in ");
    }

    @Test
    void networkWithoutHiddenLayers_isTrained() {
        TrainSettings s = settings("out");
        TrainSettings flat = with(s, Classifier.DEFAULTS.with("hidden", List.of()));
        run(flat);
        assertThat(ModelFolder.read(Location.of(folder.resolve("out/model").toString()))
                        .model()
                        .weights())
                .hasSize(2);
    }

    @Test
    void steps_endTheRunInTheMiddleOfAnEpoch() {
        List<Long> steps = new ArrayList<>();
        TrainSettings settings =
                with(settings("out"), new TrainSettings.Length(9, OptionalLong.of(6), OptionalInt.empty()));
        TrainResult result = RunFixture.train(settings, new RunListener() {
            @Override
            public void stepDone(StepResult step) {
                steps.add(step.step());
            }
        });

        assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(result.steps()).isEqualTo(6);
        assertThat(result.epochs()).hasSize(2);
    }

    @Test
    void init_startsFromTheSavedWeights() {
        TrainResult first = run(settings("first"));
        TrainSettings settings =
                withInit(settings("second"), folder.resolve("first/model").toString());

        TrainResult second = run(settings);

        assertThat(second.epochs().get(0).loss())
                .isLessThan(first.epochs().get(0).loss());
        assertThat(second.weightsSha256()).isNotEqualTo(first.weightsSha256());
    }

    @Test
    void initFromAModelOfOtherImages_isADataError() {
        run(settings("first"));
        TrainSettings settings =
                withInit(settings("second"), folder.resolve("first/model").toString());
        new IdxFixture(60, 7, 5).write(folder.resolve("data"));

        assertThatThrownBy(() -> run(settings))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Invalid rows: (7, 7) each (the model in ")
                .hasMessageEndingWith(" takes (6, 6))");
    }

    @Test
    void initFromAnotherNetwork_isAModelError() {
        run(settings("first"));
        TrainSettings s =
                withInit(settings("second"), folder.resolve("first/model").toString());
        TrainSettings wider = with(s, Classifier.DEFAULTS);

        assertThatThrownBy(() -> run(wider)).isInstanceOf(ModelException.class).hasMessageContaining("(36, 64)");
    }

    @Test
    void failedRun_leavesNoEmptyFolder() {
        TrainSettings s = settings("out");
        TrainSettings broken = with(s, Classifier.DEFAULTS.with("optimizer", Config.of("kind", "Adamm")));

        assertThatThrownBy(() -> run(broken))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'Adam'");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void nonEmptyFolder_isRefused() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/note.txt"), "mine");

        assertThatThrownBy(() -> run(settings("out")))
                .isInstanceOf(OutputException.class)
                .hasMessageEndingWith("it already contains note.txt. Give another --output.");
        assertThat(folder.resolve("out/note.txt")).hasContent("mine");
    }

    @Test
    void tooLargeWeight_isReportedByItsSettingBeforeMemoryIsAllocated() {
        TrainSettings s = settings("out");
        assertThatThrownBy(() -> run(with(s, s.config().with("hidden", List.of(999_999_999)), OptionalInt.empty())))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Invalid hidden: 999999999 (weight 'dense/kernel' of shape (36, 999999999) has"
                        + " 35999999964 elements, one weight can have at most 536870911)");
        assertThatThrownBy(() -> run(with(s, s.config(), OptionalInt.of(Integer.MAX_VALUE))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "Invalid classes: 2147483647 (weight 'predictions/kernel' of shape (8, 2147483647)");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void logContext_hasRunAndStepWhileTraining() {
        List<String> contexts = new ArrayList<>();
        RunFixture.train(settings("logged"), new RunListener() {
            @Override
            public void stepDone(StepResult step) {
                contexts.add(MDC.get("kindling.run") + " " + MDC.get("kindling.step"));
            }
        });

        assertThat(contexts).first().asString().endsWith("logged 0");
        assertThat(contexts.get(1)).endsWith("logged 1");
        assertThat(MDC.get("kindling.run")).isNull();
        assertThat(MDC.get("kindling.step")).isNull();
    }
}
