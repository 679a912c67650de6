package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.Model;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightsDigestTest {
    @Test
    void noWeights_giveTheDigestOfEmptyInput() {
        assertThat(WeightsDigest.ofFlat(List.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /** {@code python3 -c "import hashlib,struct; print(hashlib.sha256(struct.pack('<3f', 1, -2, .5)).hexdigest())"}. */
    @Test
    void numbers_areHashedAsLittleEndianFloats_regardlessOfArrayBoundaries() {
        String expected = "2ce4bdb6b34a50ac7092eb9fee94337a27498e9eb9bae44192f15b88831b2422";
        assertThat(WeightsDigest.ofFlat(List.of(new float[] {1, -2, 0.5f}))).isEqualTo(expected);
        assertThat(WeightsDigest.ofFlat(List.of(new float[] {1}, new float[] {-2, 0.5f})))
                .isEqualTo(expected);
    }

    @Test
    void longArrays_areHashedCompletely() {
        float[] one = new float[100_001];
        float[] other = one.clone();
        other[100_000] = 1;
        assertThat(WeightsDigest.ofFlat(List.of(one))).isNotEqualTo(WeightsDigest.ofFlat(List.of(other)));
    }

    @Test
    void models_areHashedAsAllTheirWeights_inOrder() {
        Model model = Model.sequential(Input.of(2), Dense.of(3), BatchNormalization.of());
        float[] flat = WeightLayout.of(model).read(model);
        assertThat(flat).hasSize(2 * 3 + 3 + 4 * 3);
        assertThat(WeightsDigest.of(List.of(model))).isEqualTo(WeightsDigest.ofFlat(List.of(flat)));
        assertThat(WeightsDigest.of(List.of(model, model))).isEqualTo(WeightsDigest.ofFlat(List.of(flat, flat)));
    }
}
