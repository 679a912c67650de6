package io.kindling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
    private static final List<Shuffle> ALL =
            List.of(Shuffle.NONE, Shuffle.FULL, Shuffle.buffer(1), Shuffle.buffer(3), Shuffle.buffer(64));

    @Test
    void order_containsEachRowOnce() {
        for (Shuffle shuffle : ALL) {
            for (int rows = 0; rows <= 40; rows++) {
                int[] order = shuffle.order(rows, 42, 1, 2, 4);
                Arrays.sort(order);
                assertThat(order).as("%s of %s rows", shuffle, rows).isEqualTo(rowNumbers(rows));
            }
        }
    }

    @Test
    void order_isAFunctionOfSeedEpochAndShard() {
        for (Shuffle shuffle : List.of(Shuffle.FULL, Shuffle.buffer(64))) {
            int[] order = shuffle.order(100, 42, 0, 0, 4);
            assertThat(shuffle.order(100, 42, 0, 0, 4)).isEqualTo(order);
            assertThat(shuffle.order(100, 43, 0, 0, 4)).isNotEqualTo(order);
            assertThat(shuffle.order(100, 42, 1, 0, 4)).isNotEqualTo(order);
            assertThat(shuffle.order(100, 42, 0, 1, 4)).isNotEqualTo(order);
        }
    }

    @Test
    void buffer_drawsLikeAList() {
        for (int size = 1; size <= 12; size++) {
            for (int rows = 0; rows <= 30; rows++) {
                assertThat(Shuffle.buffer(size).order(rows, 7, 3, 0, 1)).isEqualTo(drawFromList(size, rows));
            }
        }
    }

    /** tf.data's rule on a list: emit a random element, move the first element into its place, drop the first. */
    private static int[] drawFromList(int size, int rows) {
        SplitMix64 random = SplitMix64.keyed(7, 3, 0);
        List<Integer> buffer = new ArrayList<>();
        List<Integer> input =
                new ArrayList<>(Arrays.stream(rowNumbers(rows)).boxed().toList());
        List<Integer> order = new ArrayList<>();
        while (order.size() < rows) {
            while (buffer.size() < size && !input.isEmpty()) {
                buffer.add(input.remove(0));
            }
            int drawn = random.below(buffer.size());
            order.add(buffer.get(drawn));
            buffer.set(drawn, buffer.get(0));
            buffer.remove(0);
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void buffer_movesARowForwardByLessThanItsSize() {
        int[] order = Shuffle.buffer(1024).order(50_000, 42, 0, 0, 1);
        for (int place = 0; place < order.length; place++) {
            assertThat(order[place] - place).isLessThan(1024);
        }
        assertThat(Arrays.stream(order).limit(64).max().orElseThrow()).isLessThan(1087);
    }

    @Test
    void buffer_isDividedAmongTheShards_roundedUp() {
        assertThat(Shuffle.buffer(10).order(50, 1, 0, 2, 4))
                .isEqualTo(Shuffle.buffer(3).order(50, 1, 0, 2, 1));
        assertThat(Shuffle.buffer(1).order(50, 1, 0, 2, 4)).isEqualTo(rowNumbers(50));
        int most = Integer.MAX_VALUE;
        assertThat(Shuffle.buffer(most).order(9, 1, 0, 2, 2)).hasSize(9);
    }

    @Test
    void fullAndLargeBuffer_giveAllPermutationsEquallyOften() {
        for (Shuffle shuffle : List.of(Shuffle.FULL, Shuffle.buffer(4))) {
            int[] counts = new int[24];
            for (long seed = 0; seed < 24_000; seed++) {
                counts[rank(shuffle.order(4, seed, 0, 0, 1))]++;
            }
            double chiSquare = Arrays.stream(counts)
                    .mapToDouble(count -> (count - 1000.0) * (count - 1000.0) / 1000.0)
                    .sum();
            // 23 degrees of freedom: exceeds 60 in about one of 30,000 trials.
            assertThat(chiSquare).as("%s", shuffle).isLessThan(60);
        }
    }

    private static int rank(int[] permutation) {
        int rank = 0;
        for (int i = 0; i < permutation.length; i++) {
            int at = i;
            rank = rank * (permutation.length - i)
                    + (int) IntStream.range(i + 1, permutation.length)
                            .filter(j -> permutation[j] < permutation[at])
                            .count();
        }
        return rank;
    }

    /** The expected orders were computed by a separate Python program with unbounded integers. */
    @Test
    void order_isUnchangedSinceEarlierVersions() {
        assertThat(Shuffle.FULL.order(8, 42, 0, 0, 1)).containsExactly(0, 2, 4, 5, 7, 1, 3, 6);
        assertThat(Shuffle.buffer(4).order(8, 42, 0, 0, 1)).containsExactly(3, 2, 1, 5, 0, 6, 7, 4);
    }

    @Test
    void splitMix64_matchesThePublishedSequence() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(List.of(random.next(), random.next(), random.next()))
                .containsExactly(
                        6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423"));
    }

    @Test
    void parse_isTheInverseOfToString() {
        for (Shuffle shuffle : ALL) {
            assertThat(Shuffle.parse(shuffle.toString())).isEqualTo(shuffle);
        }
        for (String wrong : List.of("some", "0", "-5", "", "1e3")) {
            assertThatThrownBy(() -> Shuffle.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Invalid shuffle: " + wrong + " (none, full, or a buffer size of 1 or more rows)");
        }
    }

    private static int[] rowNumbers(int rows) {
        return IntStream.range(0, rows).toArray();
    }
}
