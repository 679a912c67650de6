package com.acme.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.GradientTape;
import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.data.Examples;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Execution;
import io.kindling.program.StepResult;
import io.kindling.tensor.Tensor;
import io.kindling.train.History;
import io.kindling.train.Kindling;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers, losses, metrics, optimizers and schedules can be written and used with public packages alone. */
class OwnPartsTest {
    private static final int EPOCHS = 60;

    /** Rows whose label is a linear function of the features. */
    private static Examples rows() {
        float[][] features = new float[96][];
        float[] labels = new float[96];
        for (int i = 0; i < labels.length; i++) {
            features[i] = new float[] {i % 7 / 7f, i % 5 / 5f};
            labels[i] = features[i][0] - 2 * features[i][1] + 0.5f;
        }
        return Examples.of(features, labels);
    }

    @ParameterizedTest
    @EnumSource
    void programOfOwnParts_learns_andIsTheSameOnAnyNumberOfThreads(Execution execution) {
        assertThat(digestAfterTraining(1, execution)).isEqualTo(digestAfterTraining(2, execution));
    }

    private static String digestAfterTraining(int threads, Execution execution) {
        Runner runner = Runner.local(threads).batchSize(16).execution(execution);
        try (Training training = runner.start(OwnParts.class, rows().split(16))) {
            double before = training.evaluate().metric("r_squared");
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (StepResult step : training.epoch()) {
                    assertThat(step.loss()).isFinite();
                }
            }
            assertThat(training.evaluate().metric("r_squared"))
                    .isGreaterThan(before)
                    .isBetween(0.7, 1.0);
            return WeightsDigest.of(training.models());
        }
    }

    @Test
    void handWrittenLoop_ofOwnParts_learns() {
        Model model = model();
        SignSGD optimizer = SignSGD.of(new WarmUp(0.01, 10));
        LogCosh loss = new LogCosh();
        RSquared rSquared = new RSquared("r_squared");
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            rSquared.resetState();
            for (Batch batch : rows().shuffle(96, epoch).batch(16)) {
                try (GradientTape tape = GradientTape.open()) {
                    Tensor predictions = model.call(batch.features(), Mode.TRAINING);
                    Tensor value = loss.call(batch.labels(), predictions);
                    rSquared.updateState(batch.labels(), predictions);
                    optimizer.apply(tape.gradient(value, model.trainableWeights()), model.trainableWeights());
                }
            }
        }

        assertThat(rSquared.result()).isBetween(0.7, 1.0);
    }

    @Test
    void fit_ofOwnParts_learns() {
        History history = Kindling.fit(
                Runner.local().batchSize(16),
                model(),
                SignSGD.of(new WarmUp(0.01, 10)).clipNorm(1),
                new LogCosh(),
                List.of(new RSquared("r_squared")),
                rows().split(16),
                EPOCHS);

        assertThat(history.epochs().get(EPOCHS - 1).validation().metric("r_squared"))
                .isBetween(0.7, 1.0);
    }

    @Test
    void fit_ofALossWithASetting_hasTheSetting() {
        assertThat(firstLoss(0.9)).isGreaterThan(1.5 * firstLoss(0.5));
    }

    /** The labels are above what the model predicts at first. */
    private static double firstLoss(double quantile) {
        float[][] features = {{0, 0}, {0, 0}};
        Examples above = Examples.of(features, new float[] {1, 1});
        History history = Kindling.fit(model(), SGD.of(1e-9), Pinball.of(quantile), List.of(), above, 1);
        return history.epochs().get(0).loss();
    }

    @Test
    void mistakeInAPartOfAFit_isNamedWithItsLine() {
        assertThatThrownBy(() -> firstLoss(2))
                .hasMessageMatching("(?s).*no quantile: 2\\.0 \\(at Pinball\\.java:\\d+\\).*");
    }

    @Test
    void savedModel_ofOwnLayerInitializerAndRegularizer_isTheSameWhenRead(@TempDir Path folder) throws IOException {
        Node inputs = Input.of(2);
        Dense dense = Dense.of(1)
                .kernelInitializer(new Ramp(-1, 1).seeded(3))
                .kernelRegularizer(new FarFromOne(0.1))
                .activityRegularizer(new FarFromOne(0.2));
        Model model = Model.of(inputs, dense.apply(Scale.of().penalty(0.5).apply(inputs)));

        ModelFolder.of(model, Config.EMPTY).write(Location.of(folder.toString()));
        Model again = ModelFolder.read(Location.of(folder.toString())).model();

        assertThat(ModelGraph.describe(again)).isEqualTo(ModelGraph.describe(model));
        assertThat(again.weights().get(1).read().floats())
                .isEqualTo(model.weights().get(1).read().floats());
    }

    private static Model model() {
        Node inputs = Input.of(2);
        return Model.of(inputs, Dense.of(1).apply(Scale.of().penalty(1e-4).apply(inputs)));
    }
}
