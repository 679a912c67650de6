package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.TensorFixtures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class ReduceTest {
    private static final List<DType> NUMBERS =
            List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.UINT8);

    private interface Kernel {
        Tensor apply(Tensor x, List<Integer> axes, boolean keepDims);
    }

    @Test
    void sum_reducesEverySetOfAxes() {
        check(Reduce::sum, Double::sum, 0);
    }

    @Test
    void max_reducesEverySetOfAxes() {
        check(Reduce::max, Math::max, Double.NEGATIVE_INFINITY);
    }

    @Test
    void min_reducesEverySetOfAxes() {
        check(Reduce::min, Math::min, Double.POSITIVE_INFINITY);
    }

    @Test
    void maxAndMin_propagateNaN() {
        for (double[] values : List.of(
                new double[] {1, Double.NaN, 3}, new double[] {Double.NaN, 1, 3}, new double[] {1, 3, Double.NaN})) {
            assertThat(Reduce.max(Tensor.of(values, 3), List.of(0), false).item())
                    .isNaN();
            assertThat(Reduce.min(Tensor.of(values, 3), List.of(0), false).item())
                    .isNaN();
        }
    }

    @Test
    void maxAndMin_propagateNaN_atEveryPosition() {
        for (int length : new int[] {1, 15, 16, 40, 1500}) {
            for (int at : new int[] {0, length / 2, length - 1}) {
                float[] values = new float[2 * length];
                values[length + at] = Float.NaN;
                Tensor along = Tensor.of(values, 2, length);
                Tensor across = Arrange.transpose(along, List.of(1, 0));
                for (Tensor extremes : List.of(
                        Reduce.max(along, List.of(1), false),
                        Reduce.min(along, List.of(1), false),
                        Reduce.max(across, List.of(0), false),
                        Reduce.min(across, List.of(0), false))) {
                    assertThat(extremes.floats()).as("%d of %d", at, length).containsExactly(0, Float.NaN);
                }
            }
        }
    }

    @Test
    void maxAndMin_ofInfinities_areInfinite() {
        double[] low = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        assertThat(Reduce.max(Tensor.of(low, 2), List.of(0), false).item()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Reduce.min(Tensor.of(low, 2), List.of(0), false).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void maxAndMin_ofEqualElements_areTheirValue_forEveryType() {
        for (DType dtype : NUMBERS) {
            for (int value : new int[] {0, 1, 2, 200}) {
                Tensor x = Tensor.full(dtype, Shape.of(3, 70), value);
                assertThat(Reduce.max(x, List.of(0, 1), false).item()).isEqualTo(value);
                assertThat(Reduce.min(x, List.of(0, 1), false).item()).isEqualTo(value);
                assertThat(Reduce.max(x, List.of(1), false).doubles()).containsOnly(value);
                assertThat(Reduce.min(x, List.of(0), false).doubles()).containsOnly(value);
            }
        }
    }

    @Test
    void reducingNoAxes_givesANewTensor() {
        Tensor x = Tensor.scalar(3);
        assertThat(Reduce.sum(x, List.of(), false)).isNotSameAs(x);
        assertThat(Reduce.sum(x, List.of(), false).item()).isEqualTo(3);
    }

    @Test
    void argmaxAndArgmin_findTheFirst_alongEveryAxis_forEveryType() {
        arg(ArgExtreme::argmax, (best, v) -> v - best);
        arg(ArgExtreme::argmin, (best, v) -> best - v);
    }

    @Test
    void argmaxAndArgmin_returnTheFirstNaN() {
        assertThat(ArgExtreme.argmax(Tensor.of(new float[] {1, Float.NaN, 7, Float.NaN}, 4), 0)
                        .item())
                .isEqualTo(1);
        assertThat(ArgExtreme.argmin(Tensor.of(new float[] {1, Float.NaN, 7, Float.NaN}, 4), 0)
                        .item())
                .isEqualTo(1);
    }

    @Test
    void argmaxAndArgmin_areCorrectAtTheEdgesOfFloat32() {
        float nan = Float.intBitsToFloat(0xffc00001);
        float[][] lines = {
            {0f, -0f, -Float.MIN_VALUE, -Float.MIN_NORMAL},
            {-0f, 0f, Float.MIN_VALUE, Float.MIN_NORMAL},
            {Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY},
            {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, nan, Float.NaN},
            {-2, -3, -3, -2}
        };
        long[] greatest = {0, 3, 3, 2, 0};
        long[] least = {3, 0, 0, 2, 1};
        for (int i = 0; i < lines.length; i++) {
            Tensor line = Tensor.of(lines[i], lines[i].length);
            assertThat(ArgExtreme.argmax(line, 0).item())
                    .as("greatest of line %d", i)
                    .isEqualTo(greatest[i]);
            assertThat(ArgExtreme.argmin(line, 0).item())
                    .as("least of line %d", i)
                    .isEqualTo(least[i]);
        }
    }

    @Test
    void argmax_ofNoElements_isAnError() {
        assertThatThrownBy(() -> ArgExtreme.argmax(Tensor.zeros(3, 0), 1))
                .isInstanceOf(TensorException.class)
                .hasMessage("Cannot compute argmax: axis 1 of (3, 0) has no elements.");
    }

    private static void arg(BiFunction<Tensor, Integer, Tensor> kernel, DoubleBinaryOperator gain) {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : DType.values()) {
            for (Shape shape : TensorFixtures.SHAPES) {
                for (int axis = 0; axis < shape.rank(); axis++) {
                    if (shape.dim(axis) == 0) {
                        continue;
                    }
                    int along = axis;
                    double[] x = TensorFixtures.tensor(dtype, shape, random).doubles();
                    Tensor found = kernel.apply(rebuilt(dtype, shape, x), axis);
                    double[] expected = TensorFixtures.expected(shape.reduce(List.of(axis), false), index -> {
                        int best = 0;
                        for (int i = 1; i < shape.dim(along); i++) {
                            double gained = gain.applyAsDouble(
                                    x[TensorFixtures.place(shape, inserted(index, along, best))],
                                    x[TensorFixtures.place(shape, inserted(index, along, i))]);
                            best = gained > 0 ? i : best;
                        }
                        return best;
                    });
                    assertThat(found.doubles())
                            .as("%s %s axis %d", dtype, shape, axis)
                            .containsExactly(expected);
                }
            }
        }
    }

    private static Tensor rebuilt(DType dtype, Shape shape, double[] values) {
        return Elementwise.cast(Tensor.of(values, shape.dims()), dtype);
    }

    private static int[] inserted(int[] index, int axis, int value) {
        int[] longer = new int[index.length + 1];
        for (int i = 0; i < longer.length; i++) {
            longer[i] = i < axis ? index[i] : i == axis ? value : index[i - 1];
        }
        return longer;
    }

    private static void check(Kernel kernel, DoubleBinaryOperator fold, double ofNothing) {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : NUMBERS) {
            for (Shape shape : TensorFixtures.SHAPES) {
                for (int set = 0; set < 1 << shape.rank(); set++) {
                    List<Integer> axes = new ArrayList<>();
                    for (int axis = 0; axis < shape.rank(); axis++) {
                        if ((set >> axis & 1) == 1) {
                            axes.add(axis);
                        }
                    }
                    Tensor x = TensorFixtures.tensor(dtype, shape, random);
                    if (shape.size() == 0 && !dtype.isFloating()) {
                        continue;
                    }
                    double[] values = x.doubles();
                    Shape kept = shape.reduce(axes, true);
                    double[] expected = new double[Math.toIntExact(kept.size())];
                    Arrays.fill(expected, ofNothing);
                    int[] next = {0};
                    TensorFixtures.forEachIndex(shape, index -> {
                        int[] at = index.clone();
                        axes.forEach(axis -> at[axis] = 0);
                        int place = TensorFixtures.place(kept, at);
                        expected[place] = fold.applyAsDouble(expected[place], values[next[0]++]);
                        if (dtype == DType.UINT8 && expected[place] > 255) {
                            expected[place] -= 256;
                        }
                    });
                    assertThat(kernel.apply(x, axes, true).shape()).isEqualTo(kept);
                    Tensor folded = kernel.apply(x, axes, false);
                    assertThat(folded.shape()).isEqualTo(shape.reduce(axes, false));
                    assertThat(folded.doubles())
                            .as("%s %s over %s", dtype, shape, axes)
                            .containsExactly(expected, within(dtype == DType.FLOAT32 ? 1e-4 : 1e-12));
                }
            }
        }
    }
}
