package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.config.Config;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.ModelException;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.OnNan;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs that diverge at every step: epochs of 6 steps, of which a run that rolls back refuses every second, so that each
 * epoch ends where it began.
 *
 * @see EpochLoop
 */
class RefusedUpdatesTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private TrainSettings settings(String output, OnNan onNan, OptionalLong steps, RunFolder.Existing existing) {
        Path data = new IdxFixture(60, 8, 4).write(folder.resolve("data"));
        return new TrainSettings(
                "classifier",
                Classifier.class.getName(),
                Classifier.DEFAULTS
                        .with("hidden", List.of(8))
                        .with("optimizer", Config.of("kind", "SGD", "learning_rate", 1e30)),
                RunSettings.DEFAULT.withBatchSize(9).withShards(2).withOnNan(onNan),
                new DataSettings(SourceSettings.idx(data.toString()), Map.of()),
                new TrainSettings.Length(3, steps, OptionalInt.empty()),
                MachineSettings.NONE,
                folder.resolve(output).toString(),
                existing,
                new CheckpointPolicy(
                        OptionalLong.of(1),
                        Optional.empty(),
                        false,
                        1,
                        Duration.ZERO,
                        1,
                        CheckpointPolicy.Failure.CONTINUE),
                Optional.empty(),
                Optional.empty(),
                1,
                "train");
    }

    private TrainSettings settings(String output, OnNan onNan) {
        return settings(output, onNan, OptionalLong.empty(), RunFolder.Existing.REFUSE);
    }

    private TrainSettings resumed(OnNan onNan) {
        return settings("ended", onNan, OptionalLong.empty(), RunFolder.Existing.RESUME);
    }

    private TrainResult train(TrainSettings settings) {
        return RunFixture.train(settings, new RunListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
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

    private String metrics(String run) throws IOException {
        return Files.readString(folder.resolve(run).resolve("metrics.jsonl"));
    }

    @Test
    void result_countsRefusedUpdates_andMeansLeaveThemOut() throws IOException {
        TrainResult result = train(settings("run", OnNan.ROLLBACK));

        assertThat(result.epochs()).extracting(EpochResult::refused).containsExactly(3L, 3L, 3L);
        assertThat(result.epochs()).allMatch(epoch -> Double.isFinite(epoch.loss()));
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
        assertThat(json.get("refused_updates").asLong()).isEqualTo(9);
        assertThat(json.get("epochs").get(1).get("refused_updates").asLong()).isEqualTo(3);
        assertThat(metrics("run").lines())
                .hasSize(18)
                .filteredOn(line -> line.contains("\"loss\":null"))
                .hasSize(9);
        assertThat(notes)
                .filteredOn(note -> note.startsWith("Returned to the start of the epoch: "))
                .singleElement()
                .asString()
                .contains("at epoch 1, step 1, phase 'train'");
        assertThat(notes)
                .contains("Epoch 2: 3 updates refused because loss or gradient were not finite; the losses and metrics"
                        + " leave them out.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 9, 16})
    void endedRun_resumesWithTheSameWeightsAndFiles(long step) throws IOException {
        TrainResult quiet = train(settings("quiet", OnNan.ROLLBACK));
        end(settings("ended", OnNan.ROLLBACK), step);
        TrainResult result = train(resumed(OnNan.ROLLBACK));

        assertThat(result.start()).isPresent();
        assertThat(result.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(metrics("ended")).isEqualTo(metrics("quiet"));
        assertThat(result.refusedUpdates()).isEqualTo(quiet.refusedUpdates());
        assertThat(result.epochs())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds", "validation")
                .isEqualTo(quiet.epochs());
    }

    @Test
    void resumeWithAnotherPolicy_isRefused() {
        end(settings("ended", OnNan.ROLLBACK), 3);
        assertThatThrownBy(() -> train(resumed(OnNan.SKIP)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("program.on_nan: rollback, now skip");
    }

    @Test
    void epochWithoutAnUpdate_endsTheRun_alsoIfItIsNotComplete() {
        assertThatThrownBy(() -> train(settings("run", OnNan.SKIP)))
                .isInstanceOf(NonFiniteStepException.class)
                .hasMessageContaining("in 6 of 6 steps of epoch 2, so all were refused");
        assertThatThrownBy(() -> train(settings("short", OnNan.SKIP, OptionalLong.of(8), RunFolder.Existing.REFUSE)))
                .isInstanceOf(NonFiniteStepException.class)
                .hasMessageContaining("in 2 of 6 steps of epoch 2, so all were refused");
    }
}
