package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchedMatMulTest {
    @Test
    void product_equalsNaiveSum_broadcastingLeadingAxes() {
        SplittableRandom random = TensorFixtures.random();
        List<List<List<Integer>>> leading = List.of(
                List.of(List.of(3), List.of(3), List.of(3)),
                List.of(List.of(3), List.of(), List.of(3)),
                List.of(List.of(), List.of(3), List.of(3)),
                List.of(List.of(2, 1), List.of(3), List.of(2, 3)),
                List.of(List.of(2, 3), List.of(2, 3), List.of(2, 3)),
                List.of(List.of(0), List.of(), List.of(0)));
        for (DType dtype : TensorFixtures.FLOATING) {
            for (List<List<Integer>> axes : leading) {
                for (int sides = 0; sides < 4; sides++) {
                    boolean ta = (sides & 1) == 1;
                    boolean tb = (sides & 2) == 2;
                    Tensor a = matrix(dtype, axes.get(0), 4, 3, ta, random);
                    Tensor b = matrix(dtype, axes.get(1), 3, 5, tb, random);
                    Shape shape = Shape.of(axes.get(2)).append(4).append(5);
                    check(BatchedMatMul.multiply(a, b, ta, tb, shape), a, b, ta, tb, shape);
                }
            }
        }
    }

    private static Tensor matrix(
            DType dtype, List<Integer> leading, int rows, int columns, boolean transposed, SplittableRandom random) {
        Shape shape = Shape.of(leading).append(transposed ? columns : rows).append(transposed ? rows : columns);
        return TensorFixtures.tensor(dtype, shape, random);
    }

    private static void check(Tensor product, Tensor a, Tensor b, boolean ta, boolean tb, Shape shape) {
        double[] x = a.doubles();
        double[] y = b.doubles();
        int inner = a.shape().dim(ta ? -2 : -1);
        double[] expected = TensorFixtures.expected(shape, index -> {
            double sum = 0;
            int i = index[index.length - 2];
            int j = index[index.length - 1];
            for (int k = 0; k < inner; k++) {
                int[] left = index.clone();
                left[index.length - 2] = ta ? k : i;
                left[index.length - 1] = ta ? i : k;
                int[] right = index.clone();
                right[index.length - 2] = tb ? j : k;
                right[index.length - 1] = tb ? k : j;
                sum += matrixElement(x, a.shape(), left) * matrixElement(y, b.shape(), right);
            }
            return sum;
        });
        assertThat(product.shape()).isEqualTo(shape);
        assertThat(product.doubles())
                .as("%s %s by %s, transposed: %s, %s", a.dtype(), a.shape(), b.shape(), ta, tb)
                .containsExactly(expected, within(a.dtype() == DType.FLOAT32 ? 1e-4 : 1e-11));
    }

    /** Broadcasts the leading axes only: a matrix with a single row must not be repeated. */
    private static double matrixElement(double[] values, Shape shape, int[] index) {
        int added = index.length - shape.rank();
        int[] own = new int[shape.rank()];
        for (int axis = 0; axis < own.length; axis++) {
            boolean repeats = axis < own.length - 2 && shape.dim(axis) == 1;
            own[axis] = repeats ? 0 : index[axis + added];
        }
        return values[TensorFixtures.place(shape, own)];
    }
}
