package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.nn.Mode;
import io.kindling.nn.Randomness;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope acts by being open
class DropoutTest {
    private static Tensor ones(int rows, int columns) {
        return Tensor.ones(rows, columns);
    }

    @Test
    void keptElements_areScaledToPreserveTheMean() {
        float[] out = Dropout.of(0.2).call(ones(100, 200), Mode.TRAINING).floats();
        int kept = 0;
        for (float value : out) {
            assertThat(value).isIn(0f, 1.25f);
            kept += value == 0 ? 0 : 1;
        }
        assertThat(kept / 20_000.0).isCloseTo(0.8, Assertions.within(0.02));
    }

    @Test
    void drawsForARow_areTheSameOnAnyShard() {
        float[] whole;
        try (Randomness scope = Randomness.open(RandomKey.of(3))) {
            whole = Dropout.of(0.5)
                    .call(ones(4, 6).setRows(Rows.of(10, 11, 12, 13)), Mode.TRAINING)
                    .floats();
        }
        try (Randomness scope = Randomness.openInShard(RandomKey.of(3))) {
            float[] shard = Dropout.of(0.5)
                    .call(ones(2, 6).setRows(Rows.of(13, 10)), Mode.TRAINING)
                    .floats();
            assertThat(Arrays.copyOfRange(shard, 0, 6)).isEqualTo(Arrays.copyOfRange(whole, 18, 24));
            assertThat(Arrays.copyOfRange(shard, 6, 12)).isEqualTo(Arrays.copyOfRange(whole, 0, 6));
        }
    }

    @Test
    void callsInOneStepDiffer_andARepeatedStepDropsTheSame() {
        Dropout dropout = Dropout.of(0.5);
        float[] first;
        try (Randomness scope = Randomness.step(1, 2)) {
            first = dropout.call(ones(3, 50), Mode.TRAINING).floats();
            assertThat(dropout.call(ones(3, 50), Mode.TRAINING).floats()).isNotEqualTo(first);
        }
        try (Randomness scope = Randomness.step(1, 2)) {
            assertThat(dropout.call(ones(3, 50), Mode.TRAINING).floats()).isEqualTo(first);
        }
        try (Randomness scope = Randomness.step(1, 3)) {
            assertThat(dropout.call(ones(3, 50), Mode.TRAINING).floats()).isNotEqualTo(first);
        }
    }

    @Test
    void rowsWithoutIdsInAShard_areAnErrorThatNamesTheLayer() {
        Dropout dropout = Dropout.of(0.5).named("drop");
        try (Randomness scope = Randomness.openInShard(RandomKey.of(3))) {
            assertThatThrownBy(() -> dropout.call(ones(3, 2), Mode.TRAINING))
                    .hasMessageStartingWith("Cannot draw for the rows of (3, 2)")
                    .hasMessageEndingWith("In layer 'drop' (Dropout).");
        }
    }

    @Test
    void rateOutOfRange_isRejected() {
        assertThatThrownBy(() -> Dropout.of(1)).hasMessage("Invalid rate: 1.0 (at least 0, below 1)");
        assertThatThrownBy(() -> Dropout.of(Double.NaN)).hasMessageContaining("Invalid rate");
    }
}
