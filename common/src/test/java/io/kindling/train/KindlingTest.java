package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.initializer.Ones;
import io.kindling.nn.layer.Add;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MeanSquaredError;
import io.kindling.nn.metric.Direction;
import io.kindling.nn.metric.MeanMetric;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a fit calls, and when it ends.
 *
 * @see Kindling
 * @see Callback
 * @see EarlyStopping
 * @see History
 */
class KindlingTest {
    private static final int EPOCHS = 4;

    /** Two named features, of which the label is the sum. */
    private static Split<Examples> rows() {
        float[] left = new float[24];
        float[] right = new float[24];
        float[] labels = new float[24];
        for (int i = 0; i < labels.length; i++) {
            left[i] = i % 5 / 5f;
            right[i] = i % 7 / 7f;
            labels[i] = left[i] + right[i];
        }
        return Examples.of(Map.of("left", Column.of(left, 1), "right", Column.of(right, 1)))
                .withLabels(Column.of(labels, 1))
                .split(8);
    }

    /** Its inputs are in another order than the names, so that a mistake of order is one of numbers. */
    private static Model model() {
        Node right = Input.of(1).named("right");
        Node left = Input.of(1).named("left");
        Node doubled = Dense.of(1).kernelInitializer(Ones.of()).apply(right);
        return Model.of(List.of(right, left), List.of(Add.of().apply(doubled, left)));
    }

    private static History fit(Runner runner, Model model, double rate, Callback... callbacks) {
        return Kindling.fit(
                runner.batchSize(8), model, SGD.of(rate), MeanSquaredError.of(), List.of(), rows(), EPOCHS, callbacks);
    }

    @Test
    void namedFeatures_reachTheInputsOfTheirNames() {
        History history = fit(Runner.local(), model(), 1e-9);

        assertThat(history.last().number("val_loss"))
                .as("the first weights give the sum exactly")
                .isLessThan(1e-12);
    }

    @Test
    void callbacks_areCalledAfterEachStepAndEpoch() {
        List<String> calls = new ArrayList<>();
        History history = fit(
                Runner.local(),
                model(),
                0.01,
                Callback.afterStep(step -> calls.add("step " + step.step())),
                Callback.progress(line -> calls.add(line.replaceAll("\\d\\.\\d{4}", "N"))),
                Callback.afterEpoch(so -> calls.add(so.epochs().size() + " epochs")),
                new Callback() {
                    @Override
                    public void epochDone(History so, Training training) {
                        calls.add(training.model("model").layers().size() + " layers");
                    }
                });

        assertThat(calls)
                .hasSize(EPOCHS * 5)
                .startsWith(
                        "step 0", "step 1", "epoch 1: loss N, val_loss N", "1 epochs", "4 layers", "step 2", "step 3");
        assertThat(history.epochs()).hasSize(EPOCHS);
    }

    @Test
    void fitThatStoppedEarly_endsThereAgainWhenItIsResumed(@TempDir Path folder) {
        Runner runner = Runner.local().checkpoints(folder.toString());
        EarlyStopping never = EarlyStopping.of("loss", Direction.HIGHER_IS_BETTER, 2);
        Model first = model();
        Model resumed = model();

        assertThat(fit(runner, first, 0.01, never).epochs()).hasSize(3);
        assertThat(fit(runner.resume(), resumed, 0.01, never).epochs()).hasSize(3);
        assertThat(WeightsDigest.of(List.of(resumed))).isEqualTo(WeightsDigest.of(List.of(first)));
    }

    @Test
    void lambda_isRefusedBeforeTraining() {
        PredictionMetric metric = MeanMetric.of("bias", Ops::subtract);
        assertThatThrownBy(() -> Kindling.fit(
                        model(), SGD.of(0.01), MeanSquaredError.of(), List.of(metric), rows().training(), 1))
                .hasMessage(
                        "Cannot describe metric 'bias', which is a function: neither files nor other processes can create"
                                + " it. Write a class that extends MeanMetric.");
        Loss lambda = Loss.of((labels, predictions) -> predictions);
        assertThatThrownBy(() -> Kindling.fit(model(), SGD.of(0.01), lambda, List.of(), rows().training(), 1))
                .hasMessageStartingWith("Cannot describe a loss that is a function: neither files nor other processes");
        assertThatThrownBy(() -> Kindling.fit(
                        model(), SGD.of(step -> 0.1), MeanSquaredError.of(), List.of(), rows().training(), 1))
                .hasMessageContaining("can create a lambda or an anonymous class. Write a class with a name.");
    }

    private static boolean goesOn(EarlyStopping stopping, double... losses) {
        return stopping.goesOn(new History(Arrays.stream(losses)
                .mapToObj(loss ->
                        new History.Epoch(0, Map.of(), new Evaluation(8, loss, Map.of("score", -loss), List.of())))
                .toList()));
    }

    @Test
    void earlyStopping_waitsForTheEpochsOfItsPatience() {
        assertThat(goesOn(EarlyStopping.of(2), 3, 2, 2.5)).isTrue();
        assertThat(goesOn(EarlyStopping.of(2), 3, 2, 2.5, 2)).isFalse();
        assertThat(goesOn(EarlyStopping.of(2), 3, 2, 2.5, 1, 2)).isTrue();
        assertThat(goesOn(EarlyStopping.of(1).minDelta(0.5), 3, 2)).isTrue();
        assertThat(goesOn(EarlyStopping.of(1).minDelta(0.5), 3, 2.75)).isFalse();
        assertThat(goesOn(EarlyStopping.of(2), Double.NaN, Double.NaN)).isFalse();
        EarlyStopping byScore = EarlyStopping.of("val_score", Direction.HIGHER_IS_BETTER, 1);
        assertThat(goesOn(byScore, 3, 2)).isTrue();
        assertThat(goesOn(byScore, 2, 3)).isFalse();

        assertThatThrownBy(() -> goesOn(EarlyStopping.of("acc", Direction.HIGHER_IS_BETTER, 1), 1))
                .hasMessage("Invalid name: acc (an epoch of this fit has loss, val_loss, val_score)");
        assertThatThrownBy(() -> EarlyStopping.of(0)).hasMessage("Invalid patience: 0 (at least 1 epoch)");
    }
}
