package io.kindling.nn.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
    private static final int ROWS = 3000;

    /** Features of large means and small deviations, for which {@code mean(x^2) - mean(x)^2} in float64 would be noise. */
    private static float[][] rows() {
        Random random = new Random(3);
        float[][] rows = new float[ROWS][3];
        for (float[] row : rows) {
            row[0] = (float) random.nextGaussian();
            row[1] = 1e6f + random.nextFloat();
            row[2] = (float) (1e-20 * random.nextGaussian());
        }
        return rows;
    }

    @Test
    void meansAndVariances_equalTwoPassesInDouble() {
        float[][] rows = rows();
        FeatureMoments moments = new FeatureMoments(3);
        for (float[] row : rows) {
            moments.add(row);
        }
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[i];
            }
            double mean = sum / ROWS;
            double squares = 0;
            for (float[] row : rows) {
                squares += (row[i] - mean) * (row[i] - mean);
            }
            assertThat(moments.means()[i]).isCloseTo(mean, within(1e-12 * Math.abs(mean)));
            double variance = squares / ROWS;
            assertThat(moments.variances()[i]).isCloseTo(variance, within(1e-12 * variance));
        }
        assertThat(moments.counts()).containsOnly(ROWS);
    }

    @Test
    void anyDivisionOfTheRows_givesTheSameBits() {
        float[][] rows = rows();
        FeatureMoments whole = new FeatureMoments(3);
        for (float[] row : rows) {
            whole.add(row);
        }
        for (int parts : new int[] {3, 8, 64}) {
            FeatureMoments all = new FeatureMoments(3);
            for (int part = parts - 1; part >= 0; part--) {
                FeatureMoments some = new FeatureMoments(3);
                for (int row = part; row < ROWS; row += parts) {
                    some.add(rows[row]);
                }
                all.add(FeatureMoments.of(some.bytes()));
            }
            assertThat(all.means()).isEqualTo(whole.means());
            assertThat(all.variances()).isEqualTo(whole.variances());
            assertThat(all.bytes()).isEqualTo(whole.bytes());
        }
    }

    @Test
    void values_areExactInDoubleToo() {
        FeatureMoments moments = new FeatureMoments(1);
        moments.add(new double[] {1 + Math.ulp(1.0), 1, 1 - Math.ulp(1.0)});
        assertThat(moments.means()).containsExactly(1);
        assertThat(moments.variances()).containsExactly(2 * Math.ulp(1.0) * Math.ulp(1.0) / 3);
    }

    @Test
    void missingValues_doNotCount() {
        FeatureMoments moments = new FeatureMoments(2);
        moments.addPresent(new float[] {1, Float.NaN});
        moments.addPresent(new float[] {2, 5});
        assertThat(moments.counts()).containsExactly(2, 1);
        assertThat(moments.means()).containsExactly(1.5, 5);
        assertThat(moments.variances()).containsExactly(0.25, 0);
    }

    @Test
    void noValues_haveMeanAndVarianceZero_andNaNIsRefused() {
        FeatureMoments moments = new FeatureMoments(1);
        assertThat(moments.means()).containsExactly(0);
        assertThat(moments.variances()).containsExactly(0);
        moments.add(new float[] {Float.NaN});
        assertThatThrownBy(moments::means)
                .hasMessage("Cannot find the mean and variance of features: a value is not finite.");
    }
}
