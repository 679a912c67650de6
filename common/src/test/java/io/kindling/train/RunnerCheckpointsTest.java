package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.internal.lock.HeldLock;
import io.kindling.io.internal.lock.LockTimes;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.io.internal.lock.RunLock;
import io.kindling.nn.Model;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Evaluation;
import io.kindling.program.FashionMnistFixture;
import io.kindling.program.SmallClassifierFixture;
import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.CheckpointException;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import io.kindling.train.internal.checkpoint.CheckpointSettings;
import io.kindling.train.internal.checkpoint.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training of a user's own loop that was left at any step, and resumed, has the bits of one without interruption.
 *
 * @see Runner
 * @see TrainingCheckpoints
 */
class RunnerCheckpointsTest {
    private static final int EPOCHS = 3;
    private static final int STEPS_PER_EPOCH = 5;
    private static final Split<Examples> ROWS =
            FashionMnistFixture.training(340).split(40);
    private static final Runner QUIET = Runner.local(2).shards(2).shuffle(Shuffle.FULL);

    @TempDir
    Path folder;

    /** What a loop saw, by step and by epoch, whatever it saw twice. */
    private record Seen(List<String> steps, List<String> epochs, String weights) {}

    private String location() {
        return folder.resolve("checkpoints").toString();
    }

    /** With a checkpoint after each step for which the writer has time. */
    private Runner often(Runner runner, boolean resumes) {
        CheckpointPolicy always = new CheckpointPolicy(
                OptionalLong.of(1), Optional.empty(), true, 2, Duration.ZERO, 1, CheckpointPolicy.Failure.CONTINUE);
        return runner.with(
                runner.settings(),
                new CheckpointSettings(Optional.of(Location.of(location())), always, resumes, Optional.empty()));
    }

    private static Seen train(Runner runner, int until) {
        List<String> steps = new ArrayList<>();
        List<String> epochs = new ArrayList<>();
        try (Training training = runner.start(SmallClassifierFixture.class, ROWS)) {
            for (int epoch = training.epochsDone(); epoch < EPOCHS; epoch++) {
                for (StepResult step : training.epoch()) {
                    steps.add(epoch + " " + step.step() + " " + step.loss() + " " + step.metrics());
                    if (step.step() + 1 == until) {
                        return new Seen(steps, epochs, "");
                    }
                }
                Evaluation evaluation = training.evaluate();
                epochs.add(epoch + " " + evaluation.loss() + " " + evaluation.metrics());
            }
            return new Seen(steps, epochs, WeightsDigest.of(training.models()));
        }
    }

    /** In accelerate, a resumed epoch had another permutation (4071), or repeated its first batches (4233). */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 12, 15})
    void resumedEpoch_hasTheSamePermutationAndMetrics(int until) {
        Seen quiet = train(QUIET, -1);
        train(often(QUIET, false), until);

        Seen resumed = train(often(QUIET, true), -1);

        assertThat(resumed.weights).isEqualTo(quiet.weights);
        assertThat(quiet.steps).endsWith(resumed.steps.toArray(String[]::new));
        assertThat(quiet.epochs).endsWith(resumed.epochs.toArray(String[]::new));
    }

    @Test
    void folderOfAnotherTraining_isRefused_untilThatIsClosed() throws IOException {
        try (Training first = often(QUIET, false).start(SmallClassifierFixture.class, ROWS)) {
            assertThatThrownBy(() -> often(QUIET, true).start(SmallClassifierFixture.class, ROWS))
                    .isInstanceOf(LockedException.class)
                    .hasMessage("Cannot write checkpoints to " + Location.of(location())
                            + ": another training of this process is writing there. Close it first, or give another"
                            + " folder.");
            first.save();
        }
        often(QUIET, true).start(SmallClassifierFixture.class, ROWS).close();
        assertThat(Location.of(location()).list()).containsExactly("step-000000");
    }

    /** The lock of a process that was killed stays, and its process is gone. */
    @Test
    void folderOfAKilledTraining_isTakenOver() throws IOException {
        Seen quiet = train(QUIET, -1);
        train(often(QUIET, false), 4);
        Location checkpoints = Location.of(location());
        RunLock own = RunLock.ofThisProcess("killed", Optional.empty(), Optional.empty());
        RunLock killed =
                new RunLock(1, own.owner(), "killed", own.host(), own.process(), Instant.EPOCH, Optional.empty());
        HeldLock.claim(checkpoints, killed, LockTimes.DEFAULT).orElseThrow();

        assertThat(train(often(QUIET, true), -1).weights).isEqualTo(quiet.weights);
        assertThat(checkpoints.list()).allMatch(name -> name.startsWith("step-"));
    }

    @Test
    void savedTraining_continuesAfterItsLastStep_onOtherThreads() {
        Seen quiet = train(QUIET, -1);
        try (Training training = often(QUIET, false).start(SmallClassifierFixture.class, ROWS)) {
            for (StepResult step : training.epoch()) {
                if (step.step() + 1 == 3) {
                    break;
                }
            }
            training.save();
        }

        Seen resumed = train(often(Runner.local(1).shards(2), true), -1);

        assertThat(resumed.steps).hasSize(EPOCHS * STEPS_PER_EPOCH - 3);
        assertThat(resumed.weights).isEqualTo(quiet.weights);
    }

    /** tinker-cookbook applied the last batch before a checkpoint twice (935). */
    @Test
    void lastBatch_isNotAppliedTwice() {
        Seen quiet = train(QUIET, -1);
        try (Training training = often(QUIET, false).start(SmallClassifierFixture.class, ROWS)) {
            training.epoch().forEach(step -> {});
            training.save();
            training.save();
        }
        Seen resumed = train(often(QUIET, true), -1);
        assertThat(resumed.steps).isEqualTo(quiet.steps.subList(STEPS_PER_EPOCH, quiet.steps.size()));
        assertThat(resumed.weights).isEqualTo(quiet.weights);
    }

    @Test
    void namedCheckpoint_isTheOneContinued() {
        Seen quiet = train(QUIET, -1);
        try (Training training = often(QUIET, false).start(SmallClassifierFixture.class, ROWS)) {
            training.epoch().forEach(step -> training.save());
        }
        String earlier = location() + "/" + "step-000004";
        assertThat(train(QUIET.resume(earlier), -1).steps).isEqualTo(quiet.steps.subList(4, quiet.steps.size()));
        assertThatThrownBy(() -> train(QUIET.resume(location() + "/step-000001"), -1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("there is no such folder");
    }

    @Test
    void otherSettingsAndRows_areListed() {
        train(often(QUIET, false), 3);
        assertThatThrownBy(() -> train(often(QUIET.seed(7).shards(4), true), -1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("(program.seed: 42, now 7; program.shards: 2, now 4)");
        assertThatThrownBy(() -> often(QUIET, true)
                        .start(
                                SmallClassifierFixture.class,
                                FashionMnistFixture.training(301).split(1)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("data.validation.rows: 40, now 1")
                .hasMessageNotContaining("data.training");
        assertThatThrownBy(() -> often(QUIET, true).start(SmallClassifierFixture.class, Config.of("rate", 0.5), ROWS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("program.config.rate: not set, now 0.5");
    }

    @Test
    void checkpointsOfAnotherTraining_areNotMixedWithNewOnes() {
        train(often(QUIET, false), 3);
        assertThatThrownBy(() -> train(often(QUIET, false), -1))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "of an earlier training. Continue that one with resume(), or give another folder");
    }

    @Test
    void emptyFolder_startsFromTheBeginning() {
        assertThat(train(often(QUIET, true), -1)).isEqualTo(train(QUIET, -1));
        assertThatThrownBy(() -> train(QUIET.resume(), -1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Give one with checkpoints(folder)");
    }

    @Test
    void trainingWithoutAFolder_cannotSave() {
        try (Training training = QUIET.start(SmallClassifierFixture.class, ROWS)) {
            assertThatThrownBy(training::save)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Give its runner one with checkpoints(folder)");
        }
    }

    @Test
    void folderThatCannotBeWritten_isRefusedBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("checkpoints"), "a file");
        assertThatThrownBy(() -> often(QUIET, false).start(SmallClassifierFixture.class, ROWS))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot write checkpoints to ")
                .hasMessageContaining("is not a directory");
    }

    @Test
    void intervals_areThoseOfTheCommandLine() {
        for (String every : List.of("100", "30s", "5min", "epoch")) {
            assertThat(QUIET.checkpoints(location(), every).checkpointSettings().policy())
                    .isEqualTo(CheckpointPolicy.parse(every, CheckpointPolicy.KEEP));
        }
        assertThat(QUIET.checkpoints(location(), Duration.ofSeconds(30)).checkpointSettings())
                .isEqualTo(QUIET.checkpoints(location(), "30s").checkpointSettings());
        assertThatThrownBy(() -> QUIET.checkpoints(location(), "often"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("often (a number of steps, a time such as 30s, 5min or 1h, or epoch)");
    }

    private static Model firstModel() {
        try (BuildScope scope = BuildScope.withSeed(1)) {
            assertThat(scope).isNotNull();
            return model();
        }
    }

    /** Each has other initial weights, and other names of its layers. */
    private static Model model() {
        return Model.sequential(
                Input.of(28, 28),
                Flatten.of(),
                BatchNormalization.of(),
                Dense.of(16).activation("relu"),
                Dropout.of(0.3),
                Dense.of(10));
    }

    private static History fit(Runner runner, Model model, int epochs) {
        return Kindling.fit(
                runner,
                model,
                Adam.of(1e-3),
                SparseCategoricalCrossentropy.fromLogits(),
                List.of(SparseCategoricalAccuracy.named("accuracy")),
                ROWS,
                epochs);
    }

    @Test
    void resumedFit_hasTheSameWeightsAndHistory() throws IOException {
        Model quiet = firstModel();
        History expected = fit(QUIET, quiet, EPOCHS);
        fit(often(QUIET, false), firstModel(), 1);
        Model resumed = model();

        History history = fit(often(QUIET, true), resumed, EPOCHS);

        assertThat(history).usingRecursiveComparison().isEqualTo(expected);
        assertThat(WeightsDigest.of(List.of(resumed))).isEqualTo(WeightsDigest.of(List.of(quiet)));
        String newest = new Checkpoints(Location.of(location()))
                .newest(note -> {})
                .orElseThrow()
                .name();
        assertThat(newest).isEqualTo("step-000015");
        Model finished = model();
        assertThat(fit(often(QUIET, true), finished, EPOCHS))
                .usingRecursiveComparison()
                .isEqualTo(expected);
        assertThat(WeightsDigest.of(List.of(finished))).isEqualTo(WeightsDigest.of(List.of(quiet)));
        assertThatThrownBy(() -> fit(often(QUIET, true), model(), 2))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("3 epochs, more than the 2 of this one");
        assertThatThrownBy(() ->
                        fit(often(QUIET, true), Model.sequential(Input.of(28, 28), Flatten.of(), Dense.of(10)), 3))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("program.config.model.config.");
    }

    /** Fails in the middle of an epoch, once. */
    @Test
    void fitThatFailed_isResumedInTheMiddleOfAnEpoch() {
        Model quiet = firstModel();
        History expected = fit(QUIET, quiet, EPOCHS);
        Runner often = often(QUIET, false);
        try (Training training = often.start(
                FitProgram.class,
                FitProgram.config(
                        firstModel(),
                        Adam.of(1e-3),
                        SparseCategoricalCrossentropy.fromLogits(),
                        List.of(SparseCategoricalAccuracy.named("accuracy"))),
                ROWS)) {
            FitProgress progress = new FitProgress();
            training.remember(progress::asConfig);
            training.replaceWeights(FitProgram.MODEL, firstModel());
            training.epoch().forEach(progress::add);
            progress.epochEnded(training.evaluate());
            Iterator<StepResult> next = training.epoch().iterator();
            progress.add(next.next());
            progress.add(next.next());
            training.save();
            next.next();
        }
        Model resumed = model();
        assertThat(fit(often(QUIET, true), resumed, EPOCHS))
                .usingRecursiveComparison()
                .isEqualTo(expected);
        assertThat(WeightsDigest.of(List.of(resumed))).isEqualTo(WeightsDigest.of(List.of(quiet)));
    }
}
