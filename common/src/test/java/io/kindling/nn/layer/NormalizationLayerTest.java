package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.Variable;
import io.kindling.nn.Layer;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * @see Normalization
 * @see FeatureStatistics
 */
class NormalizationLayerTest {
    private static final Tensor ROWS = Tensor.of(new double[] {0, 0, 2, 20, 4, 40}, 3, 2);

    private static double[] weight(Layer layer, int index) {
        return layer.weights().get(index).tensor().doubles();
    }

    @Test
    void adapt_setsMeanPopulationVarianceAndCount_whichNoOptimizerUpdates() {
        Normalization layer = Normalization.of();
        layer.adapt(ROWS);
        assertThat(weight(layer, 0)).containsExactly(2, 20);
        assertThat(weight(layer, 1)).containsExactly(new double[] {8 / 3.0, 800 / 3.0}, within(1e-12));
        assertThat(weight(layer, 2)).containsExactly(3);
        assertThat(layer.weights()).extracting(Variable::isTrainable).containsOnly(false);
        double[] out = layer.call(ROWS).doubles();
        assertThat(out[0]).isCloseTo(-2 / Math.sqrt(8 / 3.0), within(1e-12));
        assertThat(out[5]).isCloseTo(20 / Math.sqrt(800 / 3.0), within(1e-12));
    }

    @Test
    void adapt_isTheSameForAnyDivisionOfTheRows_andStartsAnew() {
        Random random = new Random(26);
        double[] values = random.doubles(24 * 3, -1e6, 1e6).toArray();
        Normalization whole = Normalization.of();
        whole.adapt(Tensor.of(values, 24, 3));
        Normalization parts = Normalization.of();
        parts.adapt(Tensor.of(new double[] {7, 7, 7}, 1, 3));
        parts.adapt(part(values, 17, 24), part(values, 0, 1), part(values, 1, 17));
        for (int i = 0; i < 3; i++) {
            assertThat(weight(parts, i)).isEqualTo(weight(whole, i));
        }
    }

    private static Tensor part(double[] values, int from, int to) {
        return Tensor.of(Arrays.copyOfRange(values, 3 * from, 3 * to), to - from, 3);
    }

    @Test
    void adapt_keepsTheAxesGiven() {
        Tensor images = Tensor.of(new double[] {1, 10, 2, 20, 3, 30, 4, 40}, 2, 2, 2);
        Normalization channels = Normalization.of();
        channels.adapt(images);
        assertThat(weight(channels, 0)).containsExactly(2.5, 25);
        Normalization positions = Normalization.of().axis(1);
        positions.adapt(images);
        assertThat(weight(positions, 0)).containsExactly((1 + 10 + 3 + 30) / 4.0, (2 + 20 + 4 + 40) / 4.0);
        Normalization all = Normalization.of().axis();
        all.adapt(images);
        assertThat(weight(all, 0)).containsExactly(110 / 8.0);
    }

    @Test
    void constantFeature_isDividedByEpsilon() {
        Normalization layer = Normalization.of(new FeatureStatistics(5, List.of(3.0), List.of(0.0)));
        assertThat(layer.call(Tensor.of(new double[] {3, 4}, 1, 2)).doubles())
                .containsExactly(new double[] {0, 1e7}, within(1e-6));
        assertThat(layer.weights()).isEmpty();
    }

    @Test
    void statisticsThatDoNotFit_areRefused() {
        Normalization layer = Normalization.of(new FeatureStatistics(5, List.of(3.0, 1.0), List.of(1.0, 1.0)));
        assertThatThrownBy(() -> layer.call(Tensor.of(new float[3], 1, 3)))
                .hasMessage("Invalid mean: 2 numbers (1, or 3 for axis [-1] of (1, 3))");
        assertThatThrownBy(() -> layer.named("known").adapt(ROWS))
                .hasMessage("Cannot adapt layer 'known': its mean and variance are settings of it.");
        assertThatThrownBy(() -> Normalization.of().axis(0).call(ROWS))
                .hasMessage("Invalid axis: [0] (axis 0 of (3, 2) is the batch)");
    }
}
