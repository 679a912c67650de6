package io.kindling.program.internal.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.replica.GradientBuffer;
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

    private float[] partial() {
        float[] partial = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            partial[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(8)));
        }
        return partial;
    }

    private static GradientBuffer memory(float[] partial) {
        GradientBuffer memory = new GradientBuffer(LAYOUT);
        memory.of(0).write(partial, 0);
        memory.of(1).write(partial, 300);
        return memory;
    }

    private static RangeSum sum(float[] sum, List<float[]> partials, int step) {
        RangeSum range =
                new RangeSum(partials.stream().map(RangeSumTest::memory).toList(), LONGEST);
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
    void sumOfAnyRanges_hasTheBitsOfTheCanonicalSum(int shards) {
        List<float[]> partials = Stream.generate(this::partial).limit(shards).toList();
        for (int step : new int[] {LONGEST, 64, 7}) {
            float[] sum = new float[SIZE];
            assertThat(sum(sum, partials, step).isFinite()).isTrue();
            assertThat(sum)
                    .isEqualTo(CanonicalSum.of(
                            partials.stream().map(float[]::clone).toList()));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void nonFiniteElement_isFoundAnywhere(float value) {
        for (int place : new int[] {0, 129, 130, 299, 300, SIZE - 1}) {
            List<float[]> partials = List.of(partial(), partial(), partial());
            partials.get(1)[place] = value;
            assertThat(sum(new float[SIZE], partials, LONGEST).isFinite()).isFalse();
        }
    }

    @Test
    void sumThatOverflows_isNotFinite() {
        List<float[]> partials = List.of(partial(), partial());
        partials.get(0)[412] = Float.MAX_VALUE;
        partials.get(1)[412] = Float.MAX_VALUE;
        assertThat(sum(new float[SIZE], partials, LONGEST).isFinite()).isFalse();
    }

    @Test
    void begin_resetsTheResult() {
        float[] broken = partial();
        broken[3] = Float.NaN;
        GradientBuffer first = memory(broken);
        RangeSum range = new RangeSum(List.of(first, memory(partial())), LONGEST);
        add(range, new float[SIZE], LONGEST);
        assertThat(range.isFinite()).isFalse();
        first.of(0).write(partial(), 0);
        add(range, new float[SIZE], LONGEST);
        assertThat(range.isFinite()).isTrue();
    }
}
