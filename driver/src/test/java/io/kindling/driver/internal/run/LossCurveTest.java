package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.program.StepResult;
import io.kindling.program.StepTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossCurveTest {
    /** Returns a curve of losses that are linear functions of the step number. */
    private static LossCurve curve(int steps) {
        LossCurve curve = new LossCurve();
        for (int step = 0; step < steps; step++) {
            Map<String, Double> losses = new LinkedHashMap<>();
            losses.put("first", (double) step);
            losses.put("second", 1.0 - 2 * step);
            curve.add(new StepResult(step, 0, step, losses, Map.of(), 8, 8L * step, new StepTime(0, 0, 0), List.of()));
        }
        return curve;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 201, 399, 400, 401, 5_003})
    void points_areMeansOfConsecutiveSteps_andLimitedInNumber(int steps) {
        LossCurve curve = curve(steps);
        double[] at = curve.at();

        assertThat(at.length).isBetween(Math.min(steps, LossCurve.MAX_POINTS / 2), LossCurve.MAX_POINTS);
        assertThat(curve.losses().keySet()).containsExactly("first", "second");
        for (int i = 0; i < at.length; i++) {
            // The mean of a straight line is its value at the midpoint.
            assertThat(curve.losses().get("first")[i]).isCloseTo(at[i], within(1e-9));
            assertThat(curve.losses().get("second")[i]).isCloseTo(1 - 2 * at[i], within(1e-9));
        }
        assertThat(at[at.length - 1]).isGreaterThanOrEqualTo((steps - 1) * 0.99 - 1);
    }

    @Test
    void curveOfNoSteps_isEmpty() {
        assertThat(new LossCurve().losses()).isEmpty();
        assertThat(new LossCurve().at()).isEmpty();
    }
}
