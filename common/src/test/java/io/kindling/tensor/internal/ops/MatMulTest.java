package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.BlasMatMul;
import io.kindling.tensor.internal.onednn.MatrixProduct;
import io.kindling.tensor.internal.onednn.OneDnnMatMul;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatMulTest {
    private static final int[] SIZES = {1, 2, 3, 7, 16, 33, 64, 100};

    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void product_equalsNaiveLoops(DType dtype) {
        for (int trial = 0; trial < 200; trial++) {
            int rows = anySize();
            int inner = anySize();
            int columns = anySize();
            boolean transposeA = random.nextBoolean();
            boolean transposeB = random.nextBoolean();
            Tensor a = Elementwise.cast(transposeA ? matrix(inner, rows) : matrix(rows, inner), dtype);
            Tensor b = Elementwise.cast(transposeB ? matrix(columns, inner) : matrix(inner, columns), dtype);

            Tensor product = MatMul.multiply(a, b, transposeA, transposeB);

            assertThat(product.shape()).isEqualTo(Shape.of(rows, columns));
            double[] expected = naive(a, b, transposeA, transposeB);
            double[] actual = product.doubles();
            double rounding = (dtype == DType.FLOAT32 ? 1e-5 : 1e-13) * Math.sqrt(inner);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i])
                        .as("(%d, %d, %d) %s %s, element %d", rows, inner, columns, transposeA, transposeB, i)
                        .isCloseTo(expected[i], within(rounding * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    @Test
    void everyLibrary_givesTheSameResult() {
        assumeTrue(OneDnn.isUsable());
        for (int trial = 0; trial < 200; trial++) {
            int rows = anySize();
            int inner = anySize();
            int columns = anySize();
            boolean transposeA = random.nextBoolean();
            boolean transposeB = random.nextBoolean();
            MatrixProduct.Sizes sizes =
                    new MatrixProduct.Sizes(rows, inner, columns, transposeA, transposeB, random.nextBoolean());
            Tensor a = transposeA ? matrix(inner, rows) : matrix(rows, inner);
            Tensor b = transposeB ? matrix(columns, inner) : matrix(inner, columns);
            Tensor byOneDnn = Tensor.ones(rows, columns);
            Tensor byBlas = Tensor.ones(rows, columns);
            Tensor empty = Memory.allocate(DType.UINT8, Shape.of(0));
            new OneDnnMatMul(sizes).run(new Tensor[] {a, b}, byOneDnn, empty);
            new BlasMatMul(sizes).run(new Tensor[] {a, b}, byBlas, empty);
            assertThat(byOneDnn.floats()).as("%s", sizes).containsExactly(byBlas.floats(), within(1e-4f));
        }
    }

    @Test
    void row_hasTheSameBitsInEveryBatch() {
        assumeTrue(OneDnn.isUsable(), "guaranteed only for oneDNN");
        for (int[] layer : new int[][] {
            {784, 64, 0},
            {64, 64, 1},
            {64, 10, 0},
            {5, 1, 0},
            {1, 5, 0},
            {17, 33, 1},
            {1000, 10, 0},
            {116, 1010, 1},
            {784, 512, 0}
        }) {
            int inner = layer[0];
            int columns = layer[1];
            boolean transposeB = layer[2] == 1;
            Tensor weights = transposeB ? matrix(columns, inner) : matrix(inner, columns);
            // Wider layers are not yet verified with AVX-512 kernels.
            if (columns > 500 && OneDnn.hasAvx512()) {
                continue;
            }
            int rows = columns < 500 ? 300 : 1100;
            Tensor all = matrix(rows, inner);
            float[] expected = MatMul.multiply(all, weights, false, transposeB).floats();
            for (int count : new int[] {1, 2, 3, 4, 7, 15, 16, 31, 48, 64, 76, 90, 128, 251, 299}) {
                for (int from : new int[] {0, 1, rows - count}) {
                    Tensor some = Tensor.of(
                            Arrays.copyOfRange(all.floats(), from * inner, (from + count) * inner), count, inner);
                    assertThat(MatMul.multiply(some, weights, false, transposeB).floats())
                            .as(
                                    "rows %d to %d of (%d, %d) by (%d, %d)",
                                    from, from + count, rows, inner, inner, columns)
                            .isEqualTo(Arrays.copyOfRange(expected, from * columns, (from + count) * columns));
                }
            }
        }
    }

    @Test
    void product_ofNoTermsIsZero_ofNoRowsIsEmpty() {
        Tensor empty = Tensor.zeros(2, 0);
        assertThat(MatMul.multiply(empty, empty, false, true).floats()).containsExactly(0, 0, 0, 0);
        assertThat(MatMul.multiply(empty, empty, true, false).shape()).isEqualTo(Shape.of(0, 0));
        assertThat(MatMul.multiply(matrix(0, 3), matrix(3, 4), false, false).shape())
                .isEqualTo(Shape.of(0, 4));
    }

    private int anySize() {
        return SIZES[random.nextInt(SIZES.length)] + random.nextInt(2);
    }

    private Tensor matrix(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, rows, columns);
    }

    private static double[] naive(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        double[] left = a.doubles();
        double[] right = b.doubles();
        int rows = a.shape().dim(transposeA ? 1 : 0);
        int inner = a.shape().dim(transposeA ? 0 : 1);
        int columns = b.shape().dim(transposeB ? 0 : 1);
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < inner; k++) {
                    product[i * columns + j] += left[transposeA ? k * rows + i : i * inner + k]
                            * right[transposeB ? j * inner + k : k * columns + j];
                }
            }
        }
        return product;
    }
}
