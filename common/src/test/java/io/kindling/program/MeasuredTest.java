package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private final Evaluation evaluation = new Evaluation(10, 0.5, Map.of("accuracy", 0.75), List.of());

    @Test
    void metric_isFoundByItsName() {
        assertThat(evaluation.metric("accuracy")).isEqualTo(0.75);
    }

    @Test
    void unknownMetric_isRefusedWithTheKnownNames() {
        assertThatThrownBy(() -> evaluation.metric("acc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid metric: acc (there are [accuracy])");
    }
}
