package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.Variable;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * @see BatchNormalization
 * @see LayerNormalization
 */
class NormalizationTest {
    /** Column means 2 and 20, population variances 8/3 and 800/3. */
    private static final Tensor BATCH = Tensor.of(new double[] {0, 0, 2, 20, 4, 40}, 3, 2);

    private static double[] state(Layer layer, int index) {
        return layer.weights().get(index).tensor().doubles();
    }

    @Test
    void training_usesBatchStatistics_andUpdatesTheMovingOnes() {
        Layer layer = BatchNormalization.of();
        double[] out = layer.call(BATCH, Mode.TRAINING).doubles();
        double factor = 1 / Math.sqrt(8 / 3.0 + 1e-3);
        assertThat(out[0]).isCloseTo(-2 * factor, within(1e-12));
        assertThat(out[2]).isZero();
        assertThat(state(layer, 2)).containsExactly(new double[] {0.02, 0.2}, within(1e-12));
        assertThat(state(layer, 3)).containsExactly(new double[] {0.99 + 0.08 / 3, 0.99 + 8 / 3.0}, within(1e-12));
        assertThat(layer.weights()).extracting(Variable::isTrainable).containsExactly(true, true, false, false);
    }

    @Test
    void inference_usesMovingStatistics_withoutUpdatingThem() {
        Layer layer = BatchNormalization.of();
        double[] out = layer.call(BATCH, Mode.INFERENCE).doubles();
        assertThat(out[5]).isCloseTo(40 / Math.sqrt(1 + 1e-3), within(1e-12));
        assertThat(state(layer, 2)).containsExactly(0, 0);
    }

    @Test
    void frozenLayer_runsInInferenceMode() {
        Layer layer = BatchNormalization.of();
        double[] inference = layer.call(BATCH, Mode.INFERENCE).doubles();
        layer.freeze();
        assertThat(layer.call(BATCH, Mode.TRAINING).doubles()).isEqualTo(inference);
        assertThat(state(layer, 2)).containsExactly(0, 0);
    }

    @Test
    void images_areNormalizedByChannel() {
        Layer layer = BatchNormalization.of();
        Tensor images = Tensor.of(new double[] {1, 10, 3, 30, 5, 50, 7, 70}, 2, 1, 2, 2);
        double[] out = layer.call(images, Mode.TRAINING).doubles();
        assertThat(out[0]).isCloseTo(-3 / Math.sqrt(5 + 1e-3), within(1e-12));
        assertThat(state(layer, 2)).containsExactly(new double[] {0.04, 0.4}, within(1e-12));
    }

    @Test
    void updatesInsideACollectingScope_areNotApplied_andCountRows() {
        Layer layer = BatchNormalization.of();
        layer.call(BATCH, Mode.INFERENCE);
        try (StateUpdates collected = StateUpdates.collect()) {
            layer.call(BATCH, Mode.TRAINING);
            List<StateUpdates.Update> updates = collected.updates();
            assertThat(updates).hasSize(2);
            assertThat(updates.get(0).rows()).isEqualTo(3);
            assertThat(updates.get(0).momentum()).isEqualTo(0.99);
            assertThat(updates.get(0).value().doubles()).containsExactly(2, 20);
        }
        assertThat(state(layer, 2)).containsExactly(0, 0);
    }

    @Test
    void batchWithoutRows_leavesTheStateUnchanged() {
        Layer layer = BatchNormalization.of();
        layer.call(BATCH, Mode.TRAINING);
        double[] before = state(layer, 3);
        layer.call(Tensor.of(new double[0], 0, 2), Mode.TRAINING);
        assertThat(state(layer, 3)).isEqualTo(before);
    }

    @Test
    void layerNormalization_normalizesEachRow() {
        double[] out = LayerNormalization.of()
                .call(Tensor.of(new double[] {1, 3, 10, 10}, 2, 2))
                .doubles();
        assertThat(out)
                .containsExactly(new double[] {-1 / Math.sqrt(1.001), 1 / Math.sqrt(1.001), 0, 0}, within(1e-12));
    }
}
