package io.kindling.nn.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlatNormTest {
    private final float[] values = values(5 * FlatNorm.BLOCK + 123);

    @Test
    void sumOfSquares_matchesTheNaiveSum() {
        double naive = 0;
        for (int i = 7; i < values.length - 3; i++) {
            naive += (double) values[i] * values[i];
        }
        assertThat(FlatNorm.sumOfSquares(values, 7, values.length - 3)).isCloseTo(naive, within(1e-9 * naive));
        assertThat(FlatNorm.sumOfSquares(values, 5, 5)).isZero();
    }

    @Test
    void blocksComputedSeparately_giveTheSameBits() {
        double whole = FlatNorm.sumOfSquares(values, 0, values.length);
        double[] blocks = new double[6];
        for (int[] range : new int[][] {{4, 6}, {0, 1}, {1, 4}}) {
            int to = Math.min(values.length, range[1] * FlatNorm.BLOCK);
            double[] part = FlatNorm.blocks(values, range[0] * FlatNorm.BLOCK, to);
            System.arraycopy(part, 0, blocks, range[0], part.length);
        }
        assertThat(FlatNorm.tree(blocks)).isEqualTo(whole);
    }

    @Test
    void offsetInTheArray_doesNotMatter() {
        float[] shifted = new float[values.length + 17];
        System.arraycopy(values, 0, shifted, 17, values.length);
        assertThat(FlatNorm.sumOfSquares(shifted, 17, shifted.length))
                .isEqualTo(FlatNorm.sumOfSquares(values, 0, values.length));
    }

    @Test
    void sumOfSquares_isFiniteIfAndOnlyIfAllElementsAre() {
        float[] large = new float[10_000];
        Arrays.fill(large, Float.MAX_VALUE);
        assertThat(FlatNorm.sumOfSquares(large, 0, large.length)).isFinite();
        large[9_999] = Float.NaN;
        assertThat(FlatNorm.sumOfSquares(large, 0, large.length)).isNaN();
        large[9_999] = Float.NEGATIVE_INFINITY;
        assertThat(FlatNorm.sumOfSquares(large, 0, large.length)).isInfinite();
    }

    private static float[] values(int count) {
        Random random = new Random(1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6) - 3));
        }
        return values;
    }
}
