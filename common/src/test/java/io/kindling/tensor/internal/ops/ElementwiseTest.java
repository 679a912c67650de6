package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.loop.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
    private static final List<DType> NUMBERS =
            List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.UINT8);

    /** Pairs that broadcast, including empty ones. */
    private static final List<List<Shape>> PAIRS = List.of(
            List.of(Shape.SCALAR, Shape.SCALAR),
            List.of(Shape.of(7), Shape.SCALAR),
            List.of(Shape.SCALAR, Shape.of(3, 5)),
            List.of(Shape.of(3, 5), Shape.of(3, 5)),
            List.of(Shape.of(3, 5), Shape.of(5)),
            List.of(Shape.of(3, 5), Shape.of(3, 1)),
            List.of(Shape.of(3, 1), Shape.of(1, 5)),
            List.of(Shape.of(4), Shape.of(2, 3, 4)),
            List.of(Shape.of(2, 1, 4), Shape.of(3, 1)),
            List.of(Shape.of(33, 1), Shape.of(1)),
            List.of(Shape.of(1, 1), Shape.of(1)),
            List.of(Shape.of(5), Shape.of(1, 1)),
            List.of(Shape.of(1, 1, 1), Shape.of(6)),
            List.of(Shape.of(2, 3), Shape.of(1, 1, 1)),
            List.of(Shape.of(1), Shape.of(1, 1, 1)),
            List.of(Shape.of(1, 1), Shape.SCALAR),
            List.of(Shape.of(1, 1, 4), Shape.of(1)),
            List.of(Shape.of(1), Shape.of(3, 1)),
            List.of(Shape.of(0, 4), Shape.of(4)),
            List.of(Shape.of(0, 4), Shape.of(1, 4)),
            List.of(Shape.of(0), Shape.SCALAR),
            List.of(Shape.of(2, 0, 3), Shape.of(1, 3)),
            List.of(Shape.of(64, 64), Shape.of(64)),
            List.of(Shape.of(37, 31), Shape.of(37, 31)), // larger than one block
            List.of(Shape.of(2, 3, 4, 5), Shape.of(3, 1, 5)));

    private static final double[] EDGE_VALUES = {
        Double.NEGATIVE_INFINITY,
        -1000,
        -100,
        -30,
        -2.5,
        -1.5,
        -1,
        -0.5,
        -1e-9,
        0,
        1e-9,
        0.5,
        1,
        1.5,
        2.5,
        30,
        100,
        1000,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    @Test
    void arithmetic_broadcastsLikeANaiveLoop() {
        pairwise(NUMBERS, Elementwise::add, Double::sum);
        pairwise(NUMBERS, Elementwise::subtract, (a, b) -> a - b);
        pairwise(NUMBERS, Elementwise::multiply, (a, b) -> a * b);
        pairwise(NUMBERS, Elementwise::maximum, Math::max);
        pairwise(NUMBERS, Elementwise::minimum, Math::min);
        pairwise(TensorFixtures.FLOATING, Elementwise::divide, (a, b) -> a / b);
        pairwise(
                TensorFixtures.FLOATING,
                (a, b) -> Elementwise.pow(Elementwise.abs(a), b),
                (a, b) -> Math.pow(Math.abs(a), b));
    }

    @Test
    void comparisons_broadcastLikeANaiveLoop_forEveryType() {
        List<DType> all = List.of(DType.values());
        pairwise(all, Elementwise::equal, (a, b) -> a == b ? 1 : 0);
        pairwise(all, Elementwise::greater, (a, b) -> a > b ? 1 : 0);
        pairwise(all, Elementwise::greaterEqual, (a, b) -> a >= b ? 1 : 0);
    }

    @Test
    void logic_broadcastsLikeANaiveLoop() {
        pairwise(List.of(DType.BOOL), Elementwise::and, (a, b) -> a * b);
        pairwise(List.of(DType.BOOL), Elementwise::or, Math::max);
    }

    @Test
    void nan_isNeitherEqualNorGreater_andPropagatesThroughMaximumAndMinimum() {
        for (DType dtype : TensorFixtures.FLOATING) {
            Tensor nan = Tensor.scalar(dtype, Double.NaN);
            Tensor one = Tensor.scalar(dtype, 1);
            assertThat(Elementwise.equal(nan, nan).item()).isZero();
            assertThat(Elementwise.greater(nan, one).item()).isZero();
            assertThat(Elementwise.greaterEqual(nan, nan).item()).isZero();
            assertThat(Elementwise.maximum(nan, one).item()).isNaN();
            assertThat(Elementwise.maximum(one, nan).item()).isNaN();
            assertThat(Elementwise.minimum(nan, one).item()).isNaN();
            assertThat(Elementwise.minimum(one, nan).item()).isNaN();
        }
    }

    @Test
    void functions_areCorrectAtEdgeValues() {
        unary(Elementwise::exp, Math::exp);
        unary(Elementwise::expm1, Math::expm1);
        unary(Elementwise::log, Math::log);
        unary(Elementwise::log1p, Math::log1p);
        unary(Elementwise::sqrt, Math::sqrt);
        unary(Elementwise::tanh, Math::tanh);
        unary(Elementwise::sigmoid, x -> 1 / (1 + Math.exp(-x)));
        unary(Elementwise::softplus, x -> x > 50 ? x : Math.log1p(Math.exp(x)));
        unary(Elementwise::floor, Math::floor);
        unary(Elementwise::round, Math::rint);
        unary(Elementwise::abs, Math::abs);
        unary(Elementwise::negate, x -> -x);
        unary(x -> Elementwise.leakyRelu(x, 0.2), x -> x >= 0 ? x : 0.2 * x);
    }

    @Test
    void sign_isMinusOneZeroOrOne() {
        Tensor x = Tensor.of(new double[] {-4, -0.0, 0, 1e-300}, 4);
        assertThat(Elementwise.sign(x).doubles()).containsExactly(-1, 0, 0, 1);
    }

    @Test
    void log1pAndExpm1_areAccurateForSmallNumbers() {
        assertThat(Elementwise.log1p(Tensor.scalar(1e-9f)).item()).isEqualTo(1e-9f);
        assertThat(Elementwise.expm1(Tensor.scalar(1e-9f)).item()).isEqualTo(1e-9f);
    }

    @Test
    void erf_matchesItsSeries() {
        for (double x = -3; x <= 3; x += 0.25) {
            double term = x;
            double sum = 0;
            for (int n = 0; n < 80; n++) {
                sum += term / (2 * n + 1);
                term *= -x * x / (n + 1);
            }
            assertThat(Elementwise.erf(Tensor.scalar(DType.FLOAT64, x)).item())
                    .isCloseTo(2 / Math.sqrt(Math.PI) * sum, within(1e-11));
        }
    }

    @Test
    void negateAndAbs_supportIntegers() {
        assertThat(Elementwise.negate(Tensor.of(new int[] {-3, 0, 4}, 3)).longs())
                .containsExactly(3, 0, -4);
        assertThat(Elementwise.abs(Tensor.of(new long[] {-3, 0, 4}, 3)).longs()).containsExactly(3, 0, 4);
    }

    @Test
    void cast_convertsLikeJava_withinTheTargetsRange() {
        SplittableRandom random = TensorFixtures.random();
        List<Shape> shapes = new ArrayList<>(TensorFixtures.SHAPES);
        shapes.add(Shape.of(37, 31)); // larger than one block
        for (Shape shape : shapes) {
            for (DType from : DType.values()) {
                for (DType to : DType.values()) {
                    Tensor x = TensorFixtures.tensor(from, shape, random);
                    if (to == DType.UINT8) {
                        x = Elementwise.abs(Elementwise.cast(x, DType.INT32));
                    }
                    double[] values = x.doubles();
                    double[] expected = new double[values.length];
                    for (int i = 0; i < values.length; i++) {
                        expected[i] = to == DType.BOOL
                                ? (values[i] != 0 ? 1 : 0)
                                : to.isFloating() ? values[i] : (long) values[i];
                    }
                    Tensor cast = Elementwise.cast(x, to);
                    assertThat(cast.dtype()).isEqualTo(to);
                    assertThat(cast.doubles())
                            .as("%s %s to %s", from, shape, to)
                            .containsExactly(expected, within(1e-6));
                }
            }
        }
    }

    @Test
    void cast_toBool_isTrueForAFraction() {
        assertThat(Elementwise.cast(Tensor.of(new float[] {0.25f, -0.25f, 0, -0f}, 4), DType.BOOL)
                        .longs())
                .containsExactly(1, 1, 0, 0);
    }

    private static void pairwise(List<DType> dtypes, BinaryOperator<Tensor> kernel, DoubleBinaryOperator rule) {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : dtypes) {
            for (List<Shape> pair : PAIRS) {
                for (int side = 0; side < 2; side++) {
                    Tensor a = TensorFixtures.tensor(dtype, pair.get(side), random);
                    Tensor b = TensorFixtures.tensor(dtype, pair.get(1 - side), random);
                    double[] x = a.doubles();
                    double[] y = b.doubles();
                    Shape shape = Shape.broadcast(a.shape(), b.shape());
                    Tensor out = kernel.apply(a, b);
                    double[] expected = TensorFixtures.expected(shape, index -> {
                        double value = rule.applyAsDouble(
                                TensorFixtures.at(x, a.shape(), index), TensorFixtures.at(y, b.shape(), index));
                        return out.dtype() == DType.UINT8 ? (long) value & 0xff : value;
                    });
                    assertThat(out.shape()).isEqualTo(shape);
                    double[] values = out.doubles();
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(values[i])
                                .as("%s %s with %s, element %d", dtype, a.shape(), b.shape(), i)
                                .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
                    }
                }
            }
        }
    }

    private static void unary(UnaryOperator<Tensor> kernel, DoubleUnaryOperator rule) {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : TensorFixtures.FLOATING) {
            close(kernel, rule, Loops.tensor(dtype, Shape.of(EDGE_VALUES.length), EDGE_VALUES));
            for (Shape shape : TensorFixtures.SHAPES) {
                close(kernel, rule, TensorFixtures.tensor(dtype, shape, random));
            }
        }
    }

    private static void close(UnaryOperator<Tensor> kernel, DoubleUnaryOperator rule, Tensor x) {
        Tensor out = kernel.apply(x);
        assertThat(out.shape()).isEqualTo(x.shape());
        assertThat(out.dtype()).isEqualTo(x.dtype());
        double relative = x.dtype() == DType.FLOAT32 ? 2e-6 : 1e-14;
        double[] from = x.doubles();
        double[] values = out.doubles();
        for (int i = 0; i < from.length; i++) {
            double expected = rule.applyAsDouble(from[i]);
            if (x.dtype() == DType.FLOAT32) {
                expected = (float) expected;
            }
            if (Double.isNaN(expected) || Double.isInfinite(expected)) {
                assertThat(Double.valueOf(values[i]))
                        .as("%s of %s", x.dtype(), from[i])
                        .isEqualTo(Double.valueOf(expected));
            } else {
                assertThat(values[i])
                        .as("%s of %s", x.dtype(), from[i])
                        .isCloseTo(expected, within(relative * Math.max(1, Math.abs(expected))));
            }
        }
    }
}
