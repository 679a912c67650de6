package io.kindling.program.internal.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
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
        RangeSum range = new RangeSum(
                PartialGradient.ofShards(
                        partials.stream().map(RangeSumTest::memory).toList()),
                LONGEST);
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
        RangeSum range = new RangeSum(PartialGradient.ofShards(List.of(first, memory(partial()))), LONGEST);
        add(range, new float[SIZE], LONGEST);
        assertThat(range.isFinite()).isFalse();
        first.of(0).write(partial(), 0);
        add(range, new float[SIZE], LONGEST);
        assertThat(range.isFinite()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 8, 13})
    void sumOfAnyNodesOfTheTree_hasTheBitsOfTheCanonicalSum(int shards) {
        List<float[]> all = Stream.generate(this::partial).limit(shards).toList();
        float[] expected = CanonicalSum.of(all.stream().map(float[]::clone).toList());
        for (int first = 0; first < shards; first++) {
            for (int end = first + 1; end <= shards; end++) {
                List<PartialGradient> partials = new ArrayList<>();
                for (int[] range : new int[][] {{0, first}, {first, end}, {end, shards}}) {
                    for (PartialGradient.Node node : PartialGradient.nodes(range[0], range[1], shards)) {
                        partials.add(sumOf(node, all));
                    }
                }
                float[] sum = new float[SIZE];
                add(new RangeSum(partials, LONGEST), sum, LONGEST);
                assertThat(sum).as("shards %d to %d", first, end).isEqualTo(expected);
            }
        }
    }

    /** Adds the shards of a node from their own gradients. */
    private static PartialGradient sumOf(PartialGradient.Node node, List<float[]> all) {
        List<PartialGradient> leaves = new ArrayList<>();
        for (int shard = node.first(); shard < node.end(); shard++) {
            leaves.add(
                    new PartialGradient(shard, shard + 1, memory(all.get(shard)).all()));
        }
        float[] sum = new float[SIZE];
        add(new RangeSum(leaves, LONGEST), sum, LONGEST);
        return new PartialGradient(node.first(), node.end(), memory(sum).all());
    }

    @Test
    void nodes_areTheFewest() {
        assertThat(PartialGradient.nodes(0, 7, 7)).containsExactly(new PartialGradient.Node(0, 7));
        assertThat(PartialGradient.nodes(1, 6, 7))
                .containsExactly(
                        new PartialGradient.Node(1, 2), new PartialGradient.Node(2, 4), new PartialGradient.Node(4, 6));
        assertThat(PartialGradient.nodes(3, 3, 7)).isEmpty();
    }

    @Test
    void partialsThatAreNoNodes_areRefused() {
        FlatBuffer any = new GradientBuffer(LAYOUT).all();
        assertThatThrownBy(() -> new RangeSum(
                        List.of(
                                new PartialGradient(0, 1, any),
                                new PartialGradient(1, 3, any),
                                new PartialGradient(3, 4, any)),
                        LONGEST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid partial gradients: shard 1 is in a partial gradient that is not a node of the tree.");
        assertThatThrownBy(() ->
                        new RangeSum(List.of(new PartialGradient(0, 1, any), new PartialGradient(2, 3, any)), LONGEST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid partial gradients: shard 1 is missing.");
    }
}
