package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.WeightLayout;
import io.kindling.tensor.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeSumTest {
    private static final int SIZE = 1000;
    private static final int LONGEST = 130;
    private static final WeightLayout LAYOUT = new WeightLayout(
            List.of(
                    new WeightLayout.Slice("a", Shape.of(300), 0, true),
                    new WeightLayout.Slice("b", Shape.of(7, 100), 300, true)),
            SIZE);

    private final SplittableRandom random = new SplittableRandom(7);

    private float[] share() {
        float[] share = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            share[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(8)));
        }
        return share;
    }

    private static GradientMemory memory(float[] share) {
        GradientMemory memory = new GradientMemory(LAYOUT);
        memory.of(0).write(share, 0);
        memory.of(1).write(share, 300);
        return memory;
    }

    private static RangeSum added(float[] sum, List<float[]> shares, int step) {
        RangeSum range = new RangeSum(shares.stream().map(RangeSumTest::memory).toList(), LONGEST);
        add(range, sum, step);
        return range;
    }

    private static void add(RangeSum range, float[] sum, int step) {
        range.begin();
        for (int from = 0; from < SIZE; from += step) {
            range.into(sum, from, Math.min(SIZE, from + step));
        }
        range.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 9})
    void theBitsAreThoseOfTheCanonicalSumWhereverRangesAreCut(int shards) {
        List<float[]> shares = Stream.generate(this::share).limit(shards).toList();
        for (int step : new int[] {LONGEST, 64, 7}) {
            float[] sum = new float[SIZE];
            assertThat(added(sum, shares, step).isFinite()).isTrue();
            assertThat(sum)
                    .isEqualTo(
                            CanonicalSum.of(shares.stream().map(float[]::clone).toList()));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void oneElementThatIsNotFiniteIsFoundAnywhere(float value) {
        for (int place : new int[] {0, 129, 130, 299, 300, SIZE - 1}) {
            List<float[]> shares = List.of(share(), share(), share());
            shares.get(1)[place] = value;
            assertThat(added(new float[SIZE], shares, LONGEST).isFinite()).isFalse();
        }
    }

    @Test
    void aSumThatOverflowsIsNotFinite() {
        List<float[]> shares = List.of(share(), share());
        shares.get(0)[412] = Float.MAX_VALUE;
        shares.get(1)[412] = Float.MAX_VALUE;
        assertThat(added(new float[SIZE], shares, LONGEST).isFinite()).isFalse();
    }

    @Test
    void whatWasFoundIsForgottenWhenItBeginsAnew() {
        float[] broken = share();
        broken[3] = Float.NaN;
        GradientMemory first = memory(broken);
        RangeSum range = new RangeSum(List.of(first, memory(share())), LONGEST);
        add(range, new float[SIZE], LONGEST);
        assertThat(range.isFinite()).isFalse();
        first.of(0).write(share(), 0);
        add(range, new float[SIZE], LONGEST);
        assertThat(range.isFinite()).isTrue();
    }
}
