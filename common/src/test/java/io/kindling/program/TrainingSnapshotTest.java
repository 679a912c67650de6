package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingSnapshotTest {
    private static TrainingSnapshot at(int batch) {
        return new TrainingSnapshot(List.of(), List.of(), List.of(), 0, 0, batch, 0, new long[0], Optional.empty(), 0);
    }

    /** All batches of an epoch may be done. */
    @Test
    void position_isWithinAnEpoch() {
        assertThatCode(() -> at(5).requireWithin(5)).doesNotThrowAnyException();
        assertThatThrownBy(() -> at(6).requireWithin(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid snapshot: 6 batches of the epoch are done (an epoch has 5)");
        assertThatThrownBy(() -> at(-1).requireWithin(5)).isInstanceOf(IllegalArgumentException.class);
    }
}
