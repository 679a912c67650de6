package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The bits that a kernel computes for a row do not depend on the other rows; metrics and sharding rely on this.
 *
 * @see MatMul
 * @see Reduce
 */
class RowBitsTest {
    private static final int ROWS = 130;
    private static final int[] WIDTHS = {1, 5, 10, 64, 300, 2500};

    @TestFactory
    List<DynamicTest> row_hasTheSameBitsInEveryBatch() {
        return kernels().entrySet().stream()
                .map(kernel -> DynamicTest.dynamicTest(kernel.getKey(), () -> check(kernel.getValue())))
                .toList();
    }

    private static Map<String, UnaryOperator<Tensor>> kernels() {
        Map<String, UnaryOperator<Tensor>> kernels = new TreeMap<>();
        kernels.put("tanh", Elementwise::tanh);
        kernels.put("sigmoid", Elementwise::sigmoid);
        kernels.put("exp", Elementwise::exp);
        kernels.put("log", x -> Elementwise.log(Elementwise.abs(x)));
        kernels.put("sqrt", x -> Elementwise.sqrt(Elementwise.abs(x)));
        kernels.put("erf", Elementwise::erf);
        kernels.put("softplus", Elementwise::softplus);
        kernels.put("relu", x -> Elementwise.maximum(Tensor.scalar(0), x));
        kernels.put("add a row", x -> Elementwise.add(x, sequence(x.shape().dim(1))));
        kernels.put(
                "divide by a column",
                x -> Elementwise.divide(x, sequence(x.shape().dim(0), x)));
        kernels.put("multiply by itself", x -> Elementwise.multiply(x, x));
        kernels.put("sum", x -> Reduce.sum(x, List.of(1), false));
        kernels.put("max", x -> Reduce.max(x, List.of(1), false));
        kernels.put("softmax", Softmaxes::softmax);
        kernels.put("log softmax", Softmaxes::logSoftmax);
        kernels.put("crossentropy", x -> Crossentropies.sparseSoftmaxCrossentropy(labels(x), x));
        kernels.put("crossentropy of targets", x -> Crossentropies.softmaxCrossentropy(x, x));
        kernels.put(
                "crossentropy's gradient",
                x -> Crossentropies.sparseSoftmaxCrossentropyGradient(labels(x), x, Reduce.sum(x, List.of(1), false)));
        kernels.put(
                "crossentropy's gradient of targets",
                x -> Crossentropies.softmaxCrossentropyGradient(x, x, Reduce.sum(x, List.of(1), false)));
        kernels.put("argmax", x -> Elementwise.cast(ArgExtreme.argmax(x, 1), DType.FLOAT32));
        return kernels;
    }

    /** Returns the index of the largest element of each row. */
    private static Tensor labels(Tensor x) {
        return ArgExtreme.argmax(x, 1);
    }

    private static void check(UnaryOperator<Tensor> kernel) {
        Random random = new Random(11);
        for (int width : WIDTHS) {
            float[] values = new float[ROWS * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (4 * random.nextGaussian());
            }
            float[] expected = kernel.apply(Tensor.of(values, ROWS, width)).floats();
            int wide = expected.length / ROWS;
            for (int count : new int[] {1, 2, 3, 7, 16, 33, 64, 129}) {
                for (int from : new int[] {0, 1, ROWS - count}) {
                    Tensor some =
                            Tensor.of(Arrays.copyOfRange(values, from * width, (from + count) * width), count, width);
                    assertThat(kernel.apply(some).floats())
                            .as("rows %d to %d of (%d, %d)", from, from + count, ROWS, width)
                            .isEqualTo(Arrays.copyOfRange(expected, from * wide, (from + count) * wide));
                }
            }
        }
    }

    /** 0.3, 1.3, ... */
    private static Tensor sequence(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i + 0.3f;
        }
        return Tensor.of(values, count);
    }

    /** Returns one number per row, (rows, 1), that depends only on that row. */
    private static Tensor sequence(int rows, Tensor x) {
        float[] first = new float[rows];
        float[] all = x.floats();
        for (int i = 0; i < rows; i++) {
            first[i] = all[i * (all.length / rows)] + 10;
        }
        return Tensor.of(first, rows, 1);
    }
}
