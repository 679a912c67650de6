package io.kindling.driver.internal.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.run.output.JsonText;
import org.junit.jupiter.api.Test;

class AllReduceResultTest {
    private static final AllReduceResult RESULT =
            new AllReduceResult(1_340_000, "network", new StepTimes(3000.25, 2500.5), new StepTimes(2000.125, 1000));

    @Test
    void json_isOneLineWithValueAndFloor() {
        assertThat(JsonText.line(RESULT.asMap()))
                .isEqualTo(
                        "{\"command\":\"bench\",\"workload\":\"allreduce\",\"floats\":1340000,\"transport\":\"network\","
                                + "\"value\":3000.25,\"unit\":\"us/step\",\"floor\":2000.125,\"ratio\":"
                                + 3000.25 / 2000.125
                                + ",\"fast\":2500.5,\"fast_floor\":1000.0}");
    }

    @Test
    void table_hasAColumnForEachFigure() {
        assertThat(AllReduceResult.heading())
                .isEqualTo("    floats  transport    us/step      floor   ratio       fast      floor");
        assertThat(RESULT.row()).isEqualTo("   1340000  network       3000.3     2000.1    1.50     2500.5     1000.0");
    }
}
