package io.kindling.tensor.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.ops.Elementwise;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ExponentialLoopsTest {
    private static final int COUNT = 100_003;

    private final SplittableRandom random = TensorFixtures.random();

    @Test
    void functions_matchJavaMath_evenForSmallArguments() {
        check(ExponentialLoops::exp, Math::exp);
        check(ExponentialLoops::expm1, Math::expm1);
        check(ExponentialLoops::sigmoid, x -> 1 / (1 + Math.exp(-x)));
        check(ExponentialLoops::tanh, Math::tanh);
    }

    private void check(PointwiseInDoubles.Loop loop, DoubleUnaryOperator expected) {
        double[] x = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = random.nextDouble(-1, 1) * (i % 3 == 0 ? 100 : i % 3 == 1 ? 1 : 1e-12);
        }
        double[] result = x.clone();
        loop.run(result, COUNT);
        for (int i = 0; i < COUNT; i++) {
            double exact = expected.applyAsDouble(x[i]);
            assertThat(result[i]).as("of %s", x[i]).isCloseTo(exact, within(1e-10 * Math.abs(exact)));
        }
    }

    @Test
    void functions_areCorrectAtTheEdgesOfFloat32() {
        float[] edges = {
            0f,
            -0f,
            Float.MIN_NORMAL,
            88.8f,
            -104,
            1e30f,
            -1e30f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN
        };
        Tensor x = Tensor.of(edges, edges.length);
        float infinity = Float.POSITIVE_INFINITY;
        assertThat(Elementwise.exp(x).floats())
                .containsExactly(1, 1, 1, infinity, 0, infinity, 0, infinity, 0, Float.NaN);
        assertThat(Elementwise.expm1(x).floats())
                .containsExactly(0, -0f, Float.MIN_NORMAL, infinity, -1, infinity, -1, infinity, -1, Float.NaN);
        assertThat(Elementwise.sigmoid(x).floats()).containsExactly(0.5f, 0.5f, 0.5f, 1, 0, 1, 0, 1, 0, Float.NaN);
        assertThat(Elementwise.tanh(x).floats())
                .containsExactly(0, -0f, Float.MIN_NORMAL, 1, -1, 1, -1, 1, -1, Float.NaN);
    }
}
