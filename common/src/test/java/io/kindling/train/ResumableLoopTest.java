package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.data.Examples;
import io.kindling.io.ModelException;
import io.kindling.nn.Compiled;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.FashionMnistFixture;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hand-written loop that was left at any step, and started again, has the bits of one without interruption. */
class ResumableLoopTest {
    private static final int EPOCHS = 3;
    private static final Examples ROWS = FashionMnistFixture.training(300);

    @TempDir
    Path folder;

    private String checkpoints() {
        return folder.resolve("checkpoints").toString();
    }

    /** The loop of a user. Random keys are those of its thread, as in a process of its own. */
    private static final class Loop {
        private final Model model;
        private final Optimizer optimizer = Adam.of(1e-3);
        private final Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        private final SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();
        private final Batches train;
        private final List<String> log = new ArrayList<>();

        Loop(long seed) {
            this(seed, "relu", 0.3);
        }

        Loop(long seed, String activation, double dropout) {
            try (BuildScope scope = BuildScope.withSeed(1)) {
                assertThat(scope).isNotNull();
                model = Model.sequential(
                        Input.of(28, 28),
                        Flatten.of(),
                        BatchNormalization.of(),
                        Dense.of(16).activation(activation),
                        Dropout.of(dropout),
                        Dense.of(10));
            }
            train = ROWS.shuffle(200, seed).batch(64);
        }

        ResumableLoop.Builder in(String folder) {
            return ResumableLoop.in(folder)
                    .when(new CheckpointPolicy(
                            OptionalLong.of(1),
                            Optional.empty(),
                            true,
                            2,
                            Duration.ZERO,
                            1,
                            CheckpointPolicy.Failure.CONTINUE))
                    .models(model)
                    .optimizers(optimizer)
                    .metrics(accuracy)
                    .batches(train);
        }

        private Tensor step(Tensor features, Tensor labels) {
            try (GradientTape tape = GradientTape.open()) {
                Tensor logits = model.call(features, Mode.TRAINING);
                Tensor loss = lossFn.call(labels, logits);
                optimizer.apply(tape.gradient(loss, model.trainableWeights()), model.trainableWeights());
                accuracy.updateState(labels, logits);
                return loss;
            }
        }

        /** Returns the digest of the weights after the last epoch, or nothing after {@code until} steps. */
        String run(ResumableLoop loop, boolean compiled, int until) {
            try (Compiled<Tensor> step = Compiled.of(this::step)) {
                for (int epoch = loop.epochsDone(); epoch < EPOCHS; epoch++) {
                    for (Batch batch : train) {
                        Tensor loss = compiled
                                ? step.call(batch.features(), batch.labels())
                                : step(batch.features(), batch.labels());
                        log.add(epoch + " " + loop.batchesDone() + " " + loss.item());
                        loop.stepDone();
                        if (loop.step() == until) {
                            return "";
                        }
                    }
                    log.add(epoch + " " + accuracy.result());
                    accuracy.resetState();
                }
            }
            loop.save();
            return WeightsDigest.of(List.of(model));
        }
    }

    private record Ended(String weights, List<String> log) {}

    /** As in a process of its own: each thread has its own random keys. */
    private static Ended inOwnThread(Callable<Ended> loop) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(loop).get();
        } finally {
            thread.shutdown();
        }
    }

    private Ended run(String checkpoints, boolean compiled, int until) throws Exception {
        return inOwnThread(() -> {
            Loop loop = new Loop(7);
            try (ResumableLoop resumable = loop.in(checkpoints).resume()) {
                return new Ended(loop.run(resumable, compiled, until), loop.log);
            }
        });
    }

    private Ended quiet(boolean compiled) throws Exception {
        return run(folder.resolve("quiet").toString(), compiled, -1);
    }

    /** In accelerate, a resumed epoch had another permutation (4071), or repeated its first batches (4233). */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 4", "false, 5", "false, 6", "false, 13", "true, 7"})
    void resumedEpoch_hasTheSamePermutationAndBits(boolean compiled, int until) throws Exception {
        Ended quiet = quiet(compiled);
        Ended interrupted = run(checkpoints(), compiled, until);

        Ended resumed = run(checkpoints(), compiled, -1);

        assertThat(resumed.weights).isEqualTo(quiet.weights);
        assertThat(quiet.log).startsWith(interrupted.log.toArray(String[]::new));
        assertThat(quiet.log).endsWith(resumed.log.toArray(String[]::new));
    }

    /** BigDL begins with new slots when it recovers. */
    @Test
    void slots_surviveRecovery() throws Exception {
        run(checkpoints(), false, 3);
        Loop before = new Loop(7);
        before.in(checkpoints()).resume().close();
        OptimizerState state = before.optimizer.state(before.model.trainableWeights());

        assertThat(state.iterations()).isEqualTo(before.optimizer.iterations()).isPositive();
        assertThat(state.slots()).hasDimensions(2, state.slots()[0].length);
        for (float[] slot : state.slots()) {
            assertThat(slot).isNotEqualTo(new float[slot.length]);
        }
        assertThat(before.optimizer.updated()).hasSameElementsAs(before.model.trainableWeights());
    }

    /** tinker-cookbook applied the last batch before a checkpoint twice (935). */
    @Test
    void lastBatch_isNotAppliedTwice() {
        Loop loop = new Loop(7);
        List<Rows> all = new ArrayList<>();
        for (Batch batch : loop.train) {
            all.add(batch.rows());
        }
        Loop first = new Loop(7);
        List<Rows> drawn = new ArrayList<>();
        try (ResumableLoop resumable = first.in(checkpoints()).resume()) {
            for (Batch batch : first.train) {
                drawn.add(batch.rows());
                resumable.stepDone();
                if (resumable.step() == 2) {
                    resumable.save();
                    break;
                }
            }
        }
        Loop second = new Loop(7);
        try (ResumableLoop resumable = second.in(checkpoints()).resume()) {
            assertThat(resumable.batchesDone()).isEqualTo(2);
            for (Batch batch : second.train) {
                drawn.add(batch.rows());
            }
            assertThat(resumable.epochsDone()).isZero();
        }
        assertThat(drawn).isEqualTo(all);
    }

    /** verl ended with exit code 0 although no step was done (5725). */
    @Test
    void aResumedRunWithoutAStep_saysSo() throws Exception {
        run(checkpoints(), false, -1);
        PrintStream error = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            run(checkpoints(), false, -1);
        } finally {
            System.setErr(error);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8))
                .contains("No step was done: step-000015, which this training continued from, has all steps");
    }

    @Test
    void otherParts_areListed() throws Exception {
        run(checkpoints(), false, 3);
        assertThatThrownBy(() -> new Loop(8).in(checkpoints()).resume())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("(batches.seed: 7, now 8)");
        Loop loop = new Loop(7);
        assertThatThrownBy(() -> loop.in(checkpoints()).optimizers(Adam.of(1)).resume())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("optimizers.1: not set, now ");
        assertThatThrownBy(() -> new Loop(7, "tanh", 0.5).in(checkpoints()).resume())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("activation: relu, now tanh")
                .hasMessageContaining("rate: 0.3, now 0.5");
    }

    @Test
    void mistakes_areNamed() {
        Loop loop = new Loop(7);
        try (ResumableLoop resumable = loop.in(checkpoints()).resume()) {
            loop.train.iterator().next();
            resumable.stepDone();
            assertThatThrownBy(resumable::stepDone)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no batch was drawn since the last one");
        }
        Loop other = new Loop(7);
        try (ResumableLoop resumable = ResumableLoop.in(folder.resolve("other").toString())
                .models(loop.model)
                .optimizers(other.optimizer)
                .resume()) {
            Batch batch = other.train.iterator().next();
            other.step(batch.features(), batch.labels());
            assertThatThrownBy(resumable::save)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("also updates weights of a model that models(...) was not given");
        }
    }
}
