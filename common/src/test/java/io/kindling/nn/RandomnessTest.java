package io.kindling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope acts by being open
class RandomnessTest {
    private static List<RandomKey> nextThree() {
        return Stream.generate(Randomness::next).limit(3).toList();
    }

    @Test
    void repeatedStep_drawsTheSameNumbers_andCallsOutsideAScopeDiffer() {
        List<RandomKey> first;
        try (Randomness scope = Randomness.step(5, 17)) {
            first = nextThree();
        }
        try (Randomness scope = Randomness.open(Randomness.key(5, 17, 0, 0))) {
            assertThat(nextThree()).isEqualTo(first);
        }
        assertThat(nextThree()).doesNotContainAnyElementsOf(nextThree());
    }

    @Test
    void keysThatDifferInAnyPart_areDistinct() {
        Set<RandomKey> keys = new HashSet<>();
        for (int i = 0; i < 6 * 6 * 6 * 6; i++) {
            keys.add(Randomness.key(i % 6, i / 6 % 6, i / 36 % 6, i / 216));
        }
        assertThat(keys).hasSize(6 * 6 * 6 * 6);
    }

    @Test
    void innerScope_doesNotAffectTheOuterOne() {
        try (Randomness outer = Randomness.step(1, 1)) {
            RandomKey first = Randomness.next();
            try (Randomness inner = Randomness.step(2, 2)) {
                nextThree();
                assertThatThrownBy(outer::close).hasMessageContaining("an inner one is still open");
            }
            RandomKey second = Randomness.next();
            try (Randomness again = Randomness.step(1, 1)) {
                assertThat(List.of(Randomness.next(), Randomness.next())).containsExactly(first, second);
            }
        }
    }

    @Test
    void rowsWithoutIds_areIdentifiedByPosition_butAreAnErrorInAShard() {
        Tensor withoutIds = Tensor.zeros(2, 3);
        assertThat(Randomness.rowsOf(withoutIds).id(1)).isEqualTo(1);
        assertThat(Randomness.rowsOf(Tensor.zeros(2).setRows(Rows.of(8, 9))).id(1))
                .isEqualTo(9);
        try (Randomness shard = Randomness.openInShard(RandomKey.of(1))) {
            assertThatThrownBy(() -> Randomness.rowsOf(withoutIds))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("Cannot draw for the rows of (2, 3)")
                    .hasMessageContaining("Keep the batch on the first axis");
        }
    }
}
