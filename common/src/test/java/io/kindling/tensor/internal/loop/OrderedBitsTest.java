package io.kindling.tensor.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderedBitsTest {
    private static final float[] ASCENDING = {
        Float.NEGATIVE_INFINITY,
        -Float.MAX_VALUE,
        -1.5f,
        -1,
        -Float.MIN_NORMAL,
        0,
        Float.MIN_NORMAL,
        1,
        1.5f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NaN
    };

    private static int[] ordered(boolean negated, float... numbers) {
        int[] bits = new int[numbers.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(numbers[i]);
        }
        OrderedBits.order(bits, bits.length, negated);
        return bits;
    }

    @Test
    void order_preservesTheOrderOfNumbers_andIsInvertible() {
        int[] ordered = ordered(false, ASCENDING);
        for (int i = 0; i < ordered.length; i++) {
            assertThat(OrderedBits.number(ordered[i])).isEqualTo(Float.valueOf(ASCENDING[i]));
            assertThat(OrderedBits.greatest(ordered, 0, i + 1)).isEqualTo(ordered[i]);
            assertThat(i == 0 || ordered[i - 1] < ordered[i]).isTrue();
        }
    }

    @Test
    void negated_reversesTheOrder_butKeepsNaNGreatest() {
        int[] ordered = ordered(true, ASCENDING);
        int last = ordered.length - 1;
        for (int i = 1; i < last; i++) {
            assertThat(ordered[i - 1]).isGreaterThan(ordered[i]);
        }
        assertThat(ordered[last]).isGreaterThan(ordered[0]);
    }

    @Test
    void zerosAndSubnormalNumbers_areEqual_andSoAreNaNs() {
        assertThat(ordered(false, 0f, -0f, 1e-40f, -1e-40f)).containsOnly(0);
        int[] nans = ordered(false, Float.NaN, Float.intBitsToFloat(0xffc00001), Float.intBitsToFloat(0x7f800001));
        assertThat(nans).containsOnly(Integer.MAX_VALUE);
        assertThat(OrderedBits.number(nans[0])).isNaN();
    }

    @Test
    void greatest_readsOnlyTheGivenRange() {
        assertThat(OrderedBits.greatest(new int[] {9, 3, 5, 4, 8}, 1, 3)).isEqualTo(5);
    }
}
