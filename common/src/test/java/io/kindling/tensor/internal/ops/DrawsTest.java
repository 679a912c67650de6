package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.Philox;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class DrawsTest {
    private static final RandomKey KEY = RandomKey.of(7).with(3);

    /** Test vectors of the Random123 library (kat_vectors, philox4x32 10). */
    @Test
    void philox_matchesPublishedTestVectors() {
        assertThat(philox(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(philox(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void moments_matchTheDistribution() {
        checkMoments(Distribution.UNIFORM, 1 / 2.0, 1 / 12.0, 1 / 80.0);
        checkMoments(Distribution.NORMAL, 0, 1, 3);
        double deviation = 0.87962566103423978;
        // The fourth central moment of a normal truncated at 2: 3 - (2^3 + 3 * 2) * 2 * density(2) / P(|z| < 2).
        checkMoments(Distribution.TRUNCATED_NORMAL, 0, deviation * deviation, 3 - 28 * 0.05399096651 / 0.9544997361);
    }

    @Test
    void uniform_fillsEveryTenthEqually_andIsBelowOneInFloat32() {
        float[] values = Draws.draw(Distribution.UNIFORM, KEY, Shape.of(200_000), DType.FLOAT32)
                .floats();
        int[] tenths = new int[10];
        for (float value : values) {
            assertThat(value).isGreaterThanOrEqualTo(0).isLessThan(1);
            tenths[(int) (value * 10)]++;
        }
        for (int count : tenths) {
            assertThat(count).isBetween(19_300, 20_700);
        }
    }

    @Test
    void truncatedNormal_staysWithinTwo() {
        for (double value : Draws.draw(Distribution.TRUNCATED_NORMAL, KEY, 50_000)) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void numbersOfARow_dependOnlyOnItsId() {
        for (Distribution distribution : Distribution.values()) {
            Tensor all = Draws.draw(distribution, KEY, Rows.of(5, 1L << 40, -3, 8), Shape.of(3, 3), DType.FLOAT32);
            Tensor one = Draws.draw(distribution, KEY, Rows.of(-3), Shape.of(3, 3), DType.FLOAT32);
            assertThat(Arrange.slice(all, Shape.of(2, 0, 0), Shape.of(1, 3, 3)).floats())
                    .containsExactly(one.floats());
            Set<Double> distinct = new HashSet<>();
            Arrays.stream(all.doubles()).forEach(distinct::add);
            assertThat(distinct).hasSize(36);
        }
    }

    @Test
    void fewerNumbers_areAPrefixOfMore() {
        for (Distribution distribution : Distribution.values()) {
            double[] more = Draws.draw(distribution, KEY, 10);
            for (int count = 0; count < 10; count++) {
                assertThat(Draws.draw(distribution, KEY, count)).containsExactly(Arrays.copyOf(more, count));
            }
        }
    }

    @Test
    void float32Draws_areTheFloat64DrawsRounded() {
        for (Distribution distribution : Distribution.values()) {
            double[] fine = Draws.draw(distribution, KEY, Rows.range(0, 4), Shape.of(5), DType.FLOAT64)
                    .doubles();
            double[] coarse = Draws.draw(distribution, KEY, Rows.range(0, 4), Shape.of(5), DType.FLOAT32)
                    .doubles();
            assertThat(coarse).containsExactly(fine, within(2e-7));
        }
    }

    @Test
    void anotherKey_givesDifferentNumbers() {
        double[] here = Draws.draw(Distribution.UNIFORM, KEY, 1000);
        double[] there = Draws.draw(Distribution.UNIFORM, KEY.with(1), 1000);
        double covariance = 0;
        for (int i = 0; i < here.length; i++) {
            assertThat(here[i]).isNotEqualTo(there[i]);
            covariance += (here[i] - 0.5) * (there[i] - 0.5) / here.length;
        }
        assertThat(covariance).isCloseTo(0, within(0.015));
    }

    /** Golden values: checkpointed runs depend on these bits. */
    @Test
    void firstNumbers_matchGoldenValues() {
        assertThat(Draws.draw(Distribution.UNIFORM, new RandomKey(0), 2))
                .containsExactly((0x6627e8d5e169c58dL >>> 11) * 0x1p-53, (0xbc57ac4c9b00dbd8L >>> 11) * 0x1p-53);
        assertThat(Draws.draw(Distribution.NORMAL, new RandomKey(0), 1)[0])
                .isEqualTo(StrictMath.sqrt(-2 * StrictMath.log(1 - (0x6627e8d5e169c58dL >>> 11) * 0x1p-53))
                        * StrictMath.cos(2 * Math.PI * ((0xbc57ac4c9b00dbd8L >>> 11) * 0x1p-53)));
    }

    private static void checkMoments(Distribution distribution, double mean, double variance, double fourth) {
        double[] values = Draws.draw(distribution, KEY, 400_000);
        assertThat(average(values, v -> v)).isCloseTo(mean, within(0.006));
        assertThat(average(values, v -> Math.pow(v - mean, 2))).isCloseTo(variance, within(0.01 * variance));
        assertThat(average(values, v -> Math.pow(v - mean, 3))).isCloseTo(0, within(0.03));
        assertThat(average(values, v -> Math.pow(v - mean, 4))).isCloseTo(fourth, within(0.02 * fourth));
    }

    private static double average(double[] values, DoubleUnaryOperator function) {
        return Arrays.stream(values).map(function).average().orElseThrow();
    }

    private static int[] philox(int c0, int c1, int c2, int c3, int k0, int k1) {
        int[] words = {c0, c1, c2, c3};
        Philox.encrypt(words, k0, k1);
        return words;
    }
}
