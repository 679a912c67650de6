package io.kindling.nn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.Variable;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The expected rates are computed by hand from Keras' rule. */
class ReduceLROnPlateauTest {
    private static double[] rates(ReduceLROnPlateau plateau, double... losses) {
        return DoubleStream.of(losses)
                .map(loss -> {
                    plateau.epochEnded(loss);
                    return plateau.rate();
                })
                .toArray();
    }

    @Test
    void rate_isReducedRepeatedly_afterPatienceEpochsWithoutImprovement() {
        assertThat(rates(ReduceLROnPlateau.of(1).factor(0.5).patience(2), 3, 2, 2, 2, 2, 2, 1, 1, 1))
                .containsExactly(1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125);
    }

    @Test
    void improvementBelowMinDelta_doesNotCount() {
        assertThat(rates(ReduceLROnPlateau.of(1).factor(0.5).patience(1).minDelta(0.1), 1, 0.95, 0.8))
                .containsExactly(1, 0.5, 0.5);
        assertThat(rates(ReduceLROnPlateau.of(1).factor(0.5).patience(1), 1, 0.99995, 0.9998))
                .containsExactly(1, 0.5, 0.5);
    }

    @Test
    void epochsOfCooldown_areNotCounted() {
        assertThat(rates(ReduceLROnPlateau.of(1).factor(0.5).patience(1).cooldown(2), 1, 1, 1, 1, 1, 1))
                .containsExactly(1, 0.5, 0.5, 0.25, 0.25, 0.125);
    }

    @Test
    void rate_neverFallsBelowTheMinimum() {
        assertThat(rates(ReduceLROnPlateau.of(1).patience(1).minRate(0.05), 1, 1, 1, 1))
                .containsExactly(1, 0.1, 0.05, 0.05);
    }

    @Test
    void nanLoss_isNoImprovement() {
        assertThat(rates(ReduceLROnPlateau.of(1).factor(0.5).patience(1), 1, Double.NaN))
                .containsExactly(1, 0.5);
    }

    @Test
    void optimizer_usesTheNewRate_fromTheNextUpdateOn() {
        ReduceLROnPlateau plateau = ReduceLROnPlateau.of(1).factor(0.25).patience(1);
        Optimizer optimizer = SGD.of(plateau);
        Variable weight = new Variable("weight", Tensor.of(new float[] {10}, 1), Variable.Trainable.YES);
        List<Tensor> gradient = List.of(Tensor.of(new float[] {1}, 1));

        optimizer.apply(gradient, List.of(weight));
        assertThat(weight.tensor().floats()).containsExactly(9);
        plateau.epochEnded(5);
        plateau.epochEnded(5);
        optimizer.apply(gradient, List.of(weight));
        assertThat(weight.tensor().floats()).containsExactly(8.75f);
    }

    @Test
    void settings_areChecked() {
        assertThatThrownBy(() -> ReduceLROnPlateau.of(1).factor(1))
                .hasMessage("Invalid factor: 1.0 (at least 0, below 1)");
        assertThatThrownBy(() -> ReduceLROnPlateau.of(-1)).hasMessage("Invalid learning rate: -1.0 (finite and >= 0)");
        assertThatThrownBy(() -> ReduceLROnPlateau.of(1).patience(-1)).hasMessage("Invalid patience: -1 (at least 0)");
    }
}
