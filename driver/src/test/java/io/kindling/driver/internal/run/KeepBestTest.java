package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.ModelFolder;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.train.WeightsDigest;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of 3 epochs of 7 steps whose best epoch is the first: that with the highest loss. */
class KeepBestTest {
    private static final KeepBest FIRST = KeepBest.parse("loss:max");
    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private TrainSettings settings(String output, int epochs, KeepBest best, int steps, RunFolder.Existing existing) {
        return settings(
                        output,
                        new TrainSettings.Length(epochs, OptionalLong.empty(), OptionalInt.empty(), best),
                        steps)
                .apply(existing, Optional.empty());
    }

    private interface Existing {
        TrainSettings apply(RunFolder.Existing existing, Optional<String> resumed);
    }

    /** @param steps between two checkpoints, of which one is kept */
    private Existing settings(String output, TrainSettings.Length length, int steps) {
        Path data = new IdxFixture(60, 8, 4).write(folder.resolve("data"));
        return (existing, resumed) -> new TrainSettings(
                "classifier",
                Classifier.class.getName(),
                Classifier.DEFAULTS
                        .with("hidden", List.of(8))
                        .with("optimizer", Config.of("kind", "Adam", "learning_rate", 0.01)),
                RunSettings.DEFAULT.withBatchSize(8).withShards(2),
                new DataSettings(SourceSettings.idx(data.toString()), Map.of()),
                length,
                MachineSettings.NONE,
                folder.resolve(output).toString(),
                existing,
                new CheckpointPolicy(
                        OptionalLong.of(steps),
                        Optional.empty(),
                        false,
                        1,
                        Duration.ZERO,
                        1,
                        CheckpointPolicy.Failure.CONTINUE),
                resumed,
                Optional.empty(),
                1,
                "train");
    }

    private TrainResult train(TrainSettings settings) {
        return RunFixture.train(settings, new RunListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
    }

    private TrainResult train(String output, int epochs, KeepBest best) {
        return train(settings(output, epochs, best, 1000, RunFolder.Existing.REFUSE));
    }

    private void end(TrainSettings settings, long step) {
        assertThatThrownBy(() -> RunFixture.train(settings, new RunListener() {
                    @Override
                    public void stepDone(StepResult result) {
                        if (result.step() == step) {
                            throw new CancellationException("ended");
                        }
                    }
                }))
                .isInstanceOf(CancellationException.class);
    }

    private List<String> checkpoints(String output) throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve(output).resolve("checkpoints"))) {
            return folders.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void run_endsWithTheWeightsOfItsBestEpoch() throws IOException {
        TrainResult best = train("best", EPOCHS, FIRST);
        TrainResult first = train("first", 1, KeepBest.NONE);

        assertThat(best.weightsSha256()).isEqualTo(first.weightsSha256());
        assertThat(best.steps()).isEqualTo(21);
        assertThat(best.epochs()).hasSize(EPOCHS);
        assertThat(best.asJson().get("best"))
                .isEqualTo(Map.of(
                        "metric",
                        "loss",
                        "epoch",
                        0,
                        "step",
                        7L,
                        "value",
                        best.epochs().get(0).loss()));
        assertThat(first.asJson()).doesNotContainKey("best");
        ModelFolder saved =
                ModelFolder.read(Location.of(folder.resolve("best/model").toString()));
        assertThat(WeightsDigest.of(List.copyOf(saved.models().values()))).isEqualTo(best.weightsSha256());
        // Although checkpoints are due every 1000 steps, and one is kept.
        assertThat(checkpoints("best")).containsExactly("step-000007", "step-000021");
    }

    @Test
    void patience_endsWithTheBestWeights_unlessNoneAreKept() {
        KeepBest worst = KeepBest.parse("loss:max");
        TrainSettings.Length patient = new TrainSettings.Length(9, OptionalLong.empty(), OptionalInt.of(2), worst);
        TrainResult stopped =
                train(settings("stopped", patient, 1000).apply(RunFolder.Existing.REFUSE, Optional.empty()));
        assertThat(stopped.epochs()).hasSize(EPOCHS);
        assertThat(stopped.best().orElseThrow().epoch()).isZero();
        assertThat(notes)
                .anyMatch(note ->
                        note.matches("Stopped early: loss has not risen above [\\d.]+ for 2 epochs \\(--patience\\)."));
        assertThat(new TrainSettings.Length(9, OptionalLong.empty(), OptionalInt.of(2))
                        .best()
                        .restores())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"6, 1", "7, 1", "12, 1", "20, 1", "15, 1000", "20, 5"})
    void endedRun_resumesToTheSameBestWeights(long ended, int steps) throws IOException {
        TrainResult quiet = train("quiet", EPOCHS, FIRST);
        end(settings("ended", EPOCHS, FIRST, steps, RunFolder.Existing.REFUSE), ended);
        TrainResult resumed = train(settings("ended", EPOCHS, FIRST, steps, RunFolder.Existing.RESUME));

        assertThat(resumed.start()).isPresent();
        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(resumed.best()).isEqualTo(quiet.best());
        assertThat(checkpoints("ended")).contains("step-000007");
    }

    /** The checkpoint of the best epoch is carried over, too, so that the new folder can be resumed without the old one. */
    @ParameterizedTest
    @CsvSource({"15, 1, 17", "20, 5, 20"})
    void checkpointOfAnotherFolder_resumesToTheSameBestWeights(long ended, int steps, long again) throws IOException {
        TrainResult quiet = train("quiet", EPOCHS, FIRST);
        end(settings("ended", EPOCHS, FIRST, steps, RunFolder.Existing.REFUSE), ended);
        List<String> names = checkpoints("ended");
        Path newest = folder.resolve("ended/checkpoints").resolve(names.get(names.size() - 1));
        TrainSettings.Length length =
                new TrainSettings.Length(EPOCHS, OptionalLong.empty(), OptionalInt.empty(), FIRST);
        end(settings("other", length, steps).apply(RunFolder.Existing.RESUME, Optional.of(newest.toString())), again);
        Location.of(folder.resolve("ended").toString()).delete();

        TrainResult resumed = train(settings("other", EPOCHS, FIRST, steps, RunFolder.Existing.RESUME));

        assertThat(resumed.start()).isPresent();
        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(resumed.best()).isEqualTo(quiet.best());
        assertThat(checkpoints("other")).contains("step-000007");
    }

    @Test
    void finishedRun_continuesFromItsLastWeights_notFromItsBest() {
        train("run", EPOCHS, FIRST);
        TrainResult longer = train(settings("run", EPOCHS + 2, KeepBest.NONE, 1000, RunFolder.Existing.RESUME));
        assertThat(longer.weightsSha256())
                .isEqualTo(train("atOnce", EPOCHS + 2, KeepBest.NONE).weightsSha256());
    }

    @Test
    void damagedBestCheckpoint_isAnErrorWithARemedy() throws IOException {
        end(settings("run", EPOCHS, FIRST, 1, RunFolder.Existing.REFUSE), 12);
        Path state = folder.resolve("run/checkpoints/step-000007/state.safetensors");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length / 2] ^= 1;
        Files.write(state, bytes);

        assertThatThrownBy(() -> train(settings("run", EPOCHS, FIRST, 1, RunFolder.Existing.RESUME)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the weights of epoch 1, the best so far by loss, are not available.")
                .hasMessageContaining("SHA-256")
                .hasMessageEndingWith("Add --keep-best none to end with the last weights instead.");

        TrainResult last = train(settings("run", EPOCHS, KeepBest.NONE, 1, RunFolder.Existing.RESUME));
        assertThat(last.weightsSha256())
                .isEqualTo(train("last", EPOCHS, KeepBest.NONE).weightsSha256());
    }

    @Test
    void anotherMetricThanBefore_comparesLaterEpochsOnly() {
        end(settings("run", EPOCHS, FIRST, 1, RunFolder.Existing.REFUSE), 12);
        TrainResult resumed =
                train(settings("run", EPOCHS, KeepBest.parse("val_loss:max"), 1, RunFolder.Existing.RESUME));
        assertThat(resumed.best().orElseThrow().epoch()).isPositive();
        assertThat(notes)
                .contains("The best epoch by val_loss was not kept so far: only epochs from now on are compared.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"val_acuracy", "val_acc"})
    void unknownMetric_isRefusedBeforeTheFolderIsMade(String name) {
        assertThatThrownBy(() -> train("run", EPOCHS, KeepBest.parse(name)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid keep-best: " + name
                        + " (did you mean val_accuracy? one of loss, accuracy, val_loss," + " val_accuracy, or none)");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
