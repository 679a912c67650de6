package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.LeakyReLU;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.StepResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compiled plans give the same bits as eager execution of the same phases, over more than an epoch of Fashion-MNIST. With {@code
 * -Dkindling.full=true}, there are more steps, and programs with convolutions use whole images.
 *
 * @see io.kindling.program.internal.replica.CompiledPhase
 */
class CompiledEqualsEagerTest {
    private static final int BATCH_SIZE = 16;
    /** 40 batches per epoch, of which the last is short. */
    private static final int ROWS = 39 * BATCH_SIZE + 5;

    private static final boolean FULL = Boolean.getBoolean("kindling.full");
    private static final int STEPS = FULL ? 200 : 60;
    private static final int SMALL = FULL ? 28 : 8;
    private static final Config ADAM = Config.of("kind", "Adam", "learning_rate", 1e-3);
    private static final Config RESCALED =
            Classifier.DEFAULTS.with("rescale", true).with("optimizer", ADAM);

    /** A model with a layer that records a loss and with batch normalization, which keeps moving statistics. */
    public static final class RecordedAndNormalized implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model(
                    "model",
                    Model.sequential(
                            Input.of(p.data().featureShape().dims()),
                            Flatten.of(),
                            Rescaling.of(1 / 255.0),
                            Dense.of(32).activation("relu"),
                            new ActivityRegularizationLayer(),
                            BatchNormalization.of(),
                            Dense.of(16),
                            LeakyReLU.alpha(0.2),
                            Dense.of(10)));
            Loss loss = SparseCategoricalCrossentropy.fromLogits();
            SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));
            p.phase("train").updates(model).with(Adam.of(1e-3)).loss((step, batch) -> {
                Tensor logits = model.call(batch.features(), Mode.TRAINING);
                accuracy.updateState(batch.labels(), logits);
                return step.loss(loss, batch, logits).plus(step.losses(model));
            });
        }
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                of("classifier", Classifier.class, Classifier.DEFAULTS, 28),
                of("rescaled classifier with Adam", Classifier.class, RESCALED, 28),
                of("dropout", Classifier.class, RESCALED.with("dropout", 0.3), 28),
                of("add_loss and batch norm", RecordedAndNormalized.class, Config.EMPTY, 28),
                of("cnn", ConvolutionalClassifier.class, ConvolutionalClassifier.DEFAULTS, FULL ? 28 : 14),
                of("gan", Dcgan.class, Config.EMPTY, SMALL),
                of("wgan-gp", WganGp.class, Config.EMPTY, SMALL));
    }

    private static Arguments of(String name, Class<? extends Program> program, Config config, int side) {
        return Arguments.of(name, program, config, side);
    }

    @ParameterizedTest(name = "{0}, images of {3} by {3}")
    @MethodSource("programs")
    void eachStep_fromTheEagerRunsState_givesTheSameBits(
            String name, Class<? extends Program> program, Config config, int side) {
        Runner runner = EagerBesideCompiled.runner().batchSize(BATCH_SIZE).shards(2);
        try (Training training = runner.start(program, config, ImageFixture.training(ROWS, side))) {
            train(training);
            EagerBesideCompiled strategy = (EagerBesideCompiled) training.strategy();
            assertThat(strategy.compared()).isGreaterThanOrEqualTo(2 * STEPS);
        }
    }

    @Test
    void rescaledClassifierWithAdam_trainedIndependently_hasTheEagerRunsWeights() {
        Examples rows = ImageFixture.training(ROWS, 28);
        try (Training eager = start(rows, Execution.EAGER);
                Training compiled = start(rows, Execution.COMPILED)) {
            StepResult expected = train(eager);
            StepResult found = train(compiled);
            assertThat(found.metrics()).isEqualTo(expected.metrics());
            assertThat(found.loss()).isEqualTo(expected.loss());
            assertThat(WeightsChecksum.of(compiled.snapshot().weights()))
                    .isEqualTo(WeightsChecksum.of(eager.snapshot().weights()));
        }
    }

    private static Training start(Examples rows, Execution execution) {
        return Runner.local(2)
                .batchSize(BATCH_SIZE)
                .shards(2)
                .execution(execution)
                .start(Classifier.class, RESCALED, rows);
    }

    private static StepResult train(Training training) {
        StepResult last = null;
        Iterator<StepResult> steps = training.epoch().iterator();
        for (int step = 0; step < STEPS; step++) {
            if (!steps.hasNext()) {
                steps = training.epoch().iterator();
            }
            last = steps.next();
        }
        return last;
    }
}
