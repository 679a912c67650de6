package io.kindling.tensor.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.TensorFixtures;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    private final SplittableRandom random = TensorFixtures.random();

    @Test
    void of_matchesJavaMath() {
        for (int trial = 0; trial < 100_000; trial++) {
            double x = random.nextDouble(-1, 1) * (trial % 2 == 0 ? 1 : 708);
            assertThat(Exponential.of(x) / Math.exp(x)).as("e^%s", x).isCloseTo(1, within(1e-11));
        }
    }

    @Test
    void of_handlesOverflowUnderflowAndNaN() {
        assertThat(Exponential.of(0)).isEqualTo(1);
        assertThat(Exponential.of(-1e9)).isZero();
        assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.of(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Exponential.of(1e9)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Exponential.of(Double.NaN)).isNaN();
    }

    @Test
    void ofNonPositive_equalsOf_andClampsToAlmostZero() {
        int count = 1003;
        double[] x = random.doubles(count, -708, 0).toArray();
        x[17] = 0;
        x[18] = Double.NaN;
        x[19] = Double.NEGATIVE_INFINITY;
        double[] expected = new double[count];
        for (int i = 0; i < count; i++) {
            expected[i] = i == 19 ? Exponential.of(-708) : Exponential.of(x[i]);
        }
        double[] result = new double[count];
        Exponential.ofNonPositive(x, result, new double[count], count);
        assertThat(result).containsExactly(expected);
        assertThat(result[19]).isLessThan(1e-307);
    }

    @Test
    void log1pOf_matchesJavaMath_evenWhereItIsSmall() {
        for (int trial = 0; trial < 100_000; trial++) {
            double x = random.nextDouble(-100, 0) * (trial % 2 == 0 ? 1 : 0.01);
            assertThat(Exponential.log1pOf(x) / Math.log1p(Math.exp(x)))
                    .as("log(1 + e^%s)", x)
                    .isCloseTo(1, within(1e-10));
        }
        assertThat(Exponential.log1pOf(0)).isCloseTo(Math.log(2), within(1e-10));
        assertThat(Exponential.log1pOf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.log1pOf(Double.NaN)).isNaN();
    }
}
