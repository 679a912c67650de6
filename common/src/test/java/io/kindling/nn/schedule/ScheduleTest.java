package io.kindling.nn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.config.Config;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
    record Row(Schedule schedule, LongToDoubleFunction closedForm) {}

    static Stream<Row> table() {
        return Stream.of(
                new Row(Constant.of(0.1), i -> 0.1),
                new Row(ExponentialDecay.of(0.1, 10, 0.5), i -> 0.1 * Math.exp(Math.log(0.5) * i / 10)),
                new Row(
                        ExponentialDecay.of(0.1, 10, 0.5).staircase(),
                        i -> 0.1 * Math.exp(Math.log(0.5) * Math.floor(i / 10.0))),
                new Row(
                        PiecewiseConstant.of(List.of(5L, 20L), List.of(1.0, 0.5, 0.1)),
                        i -> i <= 5 ? 1 : i <= 20 ? 0.5 : 0.1),
                new Row(CosineDecay.of(0.2, 20), i -> 0.2 * Math.pow(Math.cos(Math.PI * Math.min(i, 20) / 40), 2)),
                new Row(
                        CosineDecay.of(0.2, 20).downTo(0.25),
                        i -> 0.05 + 0.15 * Math.pow(Math.cos(Math.PI * Math.min(i, 20) / 40), 2)),
                new Row(
                        CosineDecay.of(0.02, 20).warmUp(8, 0.2),
                        i -> i < 8
                                ? 0.02 + 0.18 * i / 8
                                : 0.2 * Math.pow(Math.cos(Math.PI * Math.min(i - 8, 20) / 40), 2)),
                new Row(PolynomialDecay.of(0.1, 20), i -> i < 20 ? 0.1 - 0.0999 * i / 20 : 0.0001),
                new Row(
                        PolynomialDecay.of(0.1, 20).downTo(0.02).power(2),
                        i -> i < 20 ? 0.02 + 0.08 * (20 - i) * (20 - i) / 400 : 0.02),
                new Row(
                        PolynomialDecay.of(0.1, 20).downTo(0).cycling(),
                        i -> i <= 20 ? 0.1 * (20 - i) / 20 : i <= 40 ? 0.1 * (40 - i) / 40 : 0.1 * (60 - i) / 60),
                new Row(InverseTimeDecay.of(0.1, 10, 0.5), i -> 2.0 / (20 + i)),
                new Row(InverseTimeDecay.of(0.1, 10, 0.5).staircase(), i -> 0.2 / (2 + i / 10)));
    }

    @ParameterizedTest
    @MethodSource("table")
    void rate_followsTheClosedForm(Row row) {
        for (long iteration = 0; iteration <= 50; iteration++) {
            assertThat(row.schedule().at(iteration))
                    .as("iteration %s", iteration)
                    .isCloseTo(row.closedForm().applyAsDouble(iteration), within(1e-14));
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void config_recreatesTheSchedule(Row row) {
        assertThat(Schedules.REGISTRY.create(row.schedule().config())).isEqualTo(row.schedule());
    }

    @Test
    void invalidSettings_areRejected() {
        assertThatThrownBy(() -> Constant.of(-1)).hasMessage("Invalid learning rate: -1.0 (finite and >= 0)");
        assertThatThrownBy(() -> ExponentialDecay.of(0.1, 0, 0.5)).hasMessage("Invalid decay steps: 0 (at least 1)");
        assertThatThrownBy(() -> PiecewiseConstant.of(List.of(5L), List.of(1.0)))
                .hasMessageContaining("1 learning rates for 1 boundaries");
        assertThatThrownBy(() -> PiecewiseConstant.of(List.of(5L, 5L), List.of(1.0, 2.0, 3.0)))
                .hasMessage("Invalid boundaries: [5, 5] (strictly increasing)");
        assertThatThrownBy(() -> CosineDecay.of(0.1, 10).warmUp(0, 1)).hasMessageContaining("Invalid warm-up steps: 0");
    }

    @Test
    void integersInAConfig_areAcceptedAsRates() {
        Config config = Config.of("kind", "PiecewiseConstant", "boundaries", List.of(1), "values", List.of(1, 0.5));
        assertThat(Schedules.REGISTRY.create(config).at(0)).isEqualTo(1);
    }
}
