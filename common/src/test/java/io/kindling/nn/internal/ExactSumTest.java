package io.kindling.nn.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExactSumTest {
    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void result_isTheExactSumRoundedOnce_inAnyOrderAndSplit(long seed) {
        Random random = new Random(seed);
        List<Double> values = DoubleStream.generate(() -> value(random, (int) (seed % 4)))
                .limit(1 + random.nextInt(300))
                .boxed()
                .collect(Collectors.toList());
        double expected = values.stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
        ExactSum whole = sum(values);
        assertThat(whole.result()).as("seed %s", seed).isEqualTo(expected);

        Collections.shuffle(values, random);
        int cut = random.nextInt(values.size());
        ExactSum first = sum(values.subList(0, cut));
        ExactSum second = sum(values.subList(cut, values.size()));
        long[] added = plus(first.state(), second.state());
        assertThat(ExactSum.of(added).result()).isEqualTo(expected);
        assertThat(ExactSum.of(added).state()).isEqualTo(whole.state());
    }

    /** Returns a value of one of four kinds: normally distributed, random bits, nearly cancelling, subnormal. */
    private static double value(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextGaussian();
            case 1 -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any / 1024 : 1;
            }
            case 2 ->
                (random.nextBoolean() ? 1 : -1) * (1e300 + random.nextInt(3) * Math.ulp(1e300))
                        + (random.nextInt(3) == 0 ? Double.MIN_VALUE : 0);
            default -> random.nextInt(1000) * Double.MIN_VALUE * (random.nextBoolean() ? 1 : -1);
        };
    }

    @Test
    void cancellation_keepsTheSmallestTerm() {
        assertThat(sum(List.of(1e308, 1e-320, -1e308)).result()).isEqualTo(1e-320);
        assertThat(sum(List.of(1.0, 1e-30, -1.0)).result()).isEqualTo(1e-30);
    }

    @Test
    void ties_roundToEven_unlessALowerBitIsSet() {
        double half = Math.ulp(1.0) / 2;
        assertThat(sum(List.of(1.0, half)).result()).isEqualTo(1);
        assertThat(sum(List.of(1.0, half, Double.MIN_VALUE)).result()).isEqualTo(1 + 2 * half);
        assertThat(sum(List.of(-1.0, -half, -Double.MIN_VALUE)).result()).isEqualTo(-1 - 2 * half);
        assertThat(sum(List.of(1 + 2 * half, half)).result()).isEqualTo(1 + 4 * half);
    }

    @Test
    void sumsBeyondTheLargestDouble_returnToRangeOrOverflow() {
        double max = Double.MAX_VALUE;
        assertThat(sum(List.of(max, max, -max)).result()).isEqualTo(max);
        assertThat(sum(List.of(max, max)).result()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(sum(List.of(-max, -max)).result()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(sum(Collections.nCopies(100_000, max)).result()).isInfinite();
    }

    @Test
    void nanAndInfinities_determineTheResult_alsoAfterMerging() {
        assertThat(sum(List.of(1.0, Double.NaN)).result()).isNaN();
        assertThat(sum(List.of(1.0, Double.POSITIVE_INFINITY)).result()).isEqualTo(Double.POSITIVE_INFINITY);
        long[] both = plus(
                sum(List.of(Double.POSITIVE_INFINITY)).state(),
                sum(List.of(Double.NEGATIVE_INFINITY)).state());
        assertThat(ExactSum.of(both).result()).isNaN();
    }

    @Test
    void emptySum_isZero_andResetClears() {
        ExactSum sum = new ExactSum();
        assertThat(sum.result()).isEqualTo(0.0);
        sum.add(Double.NaN);
        sum.add(3);
        sum.reset();
        assertThat(sum.state()).containsOnly(0);
        assertThat(sum.state()).hasSize(ExactSum.STATE_LENGTH);
    }

    @Test
    void manyStates_addUp() {
        long[] state = sum(List.of(-0.1)).state();
        long[] total = new long[state.length];
        for (int i = 0; i < 100_000; i++) {
            total = plus(total, state);
        }
        double expected =
                new BigDecimal(-0.1).multiply(BigDecimal.valueOf(100_000)).doubleValue();
        assertThat(ExactSum.of(total).result()).isEqualTo(expected);
    }

    @Test
    void stateOfWrongLength_isRefused() {
        assertThatThrownBy(() -> ExactSum.of(new long[3])).hasMessage("Invalid state: 3 numbers (an exact sum has 71)");
    }

    private static ExactSum sum(List<Double> values) {
        ExactSum sum = new ExactSum();
        values.forEach(sum::add);
        return sum;
    }

    private static long[] plus(long[] a, long[] b) {
        long[] sum = a.clone();
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }
}
