package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.kindling.program.StepResult;
import io.kindling.program.StepTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunGaugesTest {
    private final Map<String, Long> shards = new TreeMap<>();
    private long now;
    private final RunGauges gauges = new RunGauges(() -> shards, () -> now);

    private Object value(String name) {
        return gauges.metricRegistry().getGauges().get(name).getValue();
    }

    private void step(long number, double loss, long nanos) {
        now += nanos;
        gauges.stepDone(new StepResult(
                number,
                1,
                0,
                Map.of("train", loss),
                Map.of(),
                64,
                64,
                new StepTime(nanos, nanos / 2, nanos / 4),
                List.of()));
    }

    @Test
    void gauges_showTheLastStep() {
        step(7, 0.5, 10);
        assertThat(value("loss")).isEqualTo(0.5);
        assertThat(value("step")).isEqualTo(7L);
        assertThat(value("epoch")).isEqualTo(2);
    }

    @Test
    void rates_areThoseOfTheLastWindow() {
        step(0, 0.5, 250_000_000);
        assertThat(value("samples_per_second")).isEqualTo(0.0);
        step(1, 0.5, 250_000_000);
        assertThat(value("samples_per_second")).isEqualTo(256.0);
        assertThat(value("wait_share")).isEqualTo(0.25);
        step(2, 0.5, 1_000_000_000);
        assertThat(value("samples_per_second")).isEqualTo(64.0);
    }

    @Test
    void checkpointAge_countsFromTheLast() {
        now = 3_000_000_000L;
        assertThat(value("checkpoint_age_seconds")).isEqualTo(3.0);
        gauges.checkpointed();
        now = 5_000_000_000L;
        assertThat(value("checkpoint_age_seconds")).isEqualTo(2.0);
    }

    @Test
    void executors_haveAGaugeEach_fromTheirFirstShardOn() {
        shards.put("0", 4L);
        step(0, 0.5, 1_000_000_000);
        shards.put("0", 8L);
        shards.put("3", 2L);
        step(1, 0.5, 1_000_000_000);
        assertThat(value("shards.executor_0")).isEqualTo(8L);
        assertThat(value("shards.executor_3")).isEqualTo(2L);
    }

    /** A source stays connected to Spark's registry, even if its first gauges were refused because their names were taken. */
    @Test
    void twoTrainingsOfASession_doNotDisturbEachOther() {
        MetricRegistry spark = new MetricRegistry();
        RunGauges other = new RunGauges(() -> Map.of("0", 1L), () -> now);
        spark.register("kindling", other.metricRegistry());
        spark.register("kindling.shards.executor_0", (Gauge<Long>) () -> 1L);
        assertThatThrownBy(() -> spark.register("kindling", gauges.metricRegistry()))
                .isInstanceOf(IllegalArgumentException.class);

        shards.put("0", 4L);
        step(0, 0.5, 1_000_000_000);

        assertThat(value("shards.executor_0")).isEqualTo(4L);
    }
}
