package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.loop.Loops;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftmaxesTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void softmaxAndLogSoftmax_matchTheirDefinitions_overTheLastAxis() {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : TensorFixtures.FLOATING) {
            for (Shape shape : TensorFixtures.SHAPES) {
                if (shape.rank() == 0) {
                    continue;
                }
                Tensor x = TensorFixtures.tensor(dtype, shape, random);
                double[] values = x.doubles();
                double[] expected = TensorFixtures.expected(shape, index -> {
                    int[] at = index.clone();
                    double sum = 0;
                    for (int i = 0; i < shape.dim(-1); i++) {
                        at[at.length - 1] = i;
                        sum += Math.exp(values[TensorFixtures.place(shape, at)]);
                    }
                    return values[TensorFixtures.place(shape, index)] - Math.log(sum);
                });
                double tolerance = dtype == DType.FLOAT32 ? 2e-6 : 1e-14;
                assertThat(Softmaxes.logSoftmax(x).doubles())
                        .as("%s %s", dtype, shape)
                        .containsExactly(expected, within(tolerance));
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = Math.exp(expected[i]);
                }
                assertThat(Softmaxes.softmax(x).doubles())
                        .as("%s %s", dtype, shape)
                        .containsExactly(expected, within(tolerance));
            }
        }
    }

    @Test
    void softmax_isStableForLargeLogits() {
        for (DType dtype : TensorFixtures.FLOATING) {
            Tensor x = Loops.tensor(dtype, Shape.of(4), new double[] {1000, 1001, -1e30, -INFINITY});
            double p = 1 / (1 + Math.E);
            assertThat(Softmaxes.softmax(x).doubles()).containsExactly(new double[] {p, 1 - p, 0, 0}, within(1e-6));
            double[] logs = Softmaxes.logSoftmax(x).doubles();
            assertThat(logs[0]).isCloseTo(Math.log(p), within(1e-6));
            assertThat(logs[1]).isCloseTo(Math.log(1 - p), within(1e-6));
            assertThat(logs[3]).isEqualTo(-INFINITY);
        }
    }

    @Test
    void softmaxOfARow_doesNotDependOnTheOtherRows() {
        SplittableRandom random = TensorFixtures.random();
        Tensor x = TensorFixtures.tensor(DType.FLOAT32, Shape.of(64, 10), random);
        Tensor all = Softmaxes.softmax(x);
        Tensor row = Arrange.slice(x, Shape.of(17, 0), Shape.of(1, 10));
        assertThat(Softmaxes.softmax(row).floats())
                .containsExactly(
                        Arrange.slice(all, Shape.of(17, 0), Shape.of(1, 10)).floats());
    }

    @Test
    void sparseCrossentropy_isLogSumExpMinusTheLabelsLogit() {
        Tensor logits = Tensor.of(new float[] {1, 2, 3, 1000, 0, -1000}, 2, 3);
        for (Tensor labels : List.of(
                Tensor.of(new long[] {0, 1}, 2), Tensor.of(new int[] {0, 1}, 2), Tensor.of(new byte[] {0, 1}, 2))) {
            double[] loss =
                    Crossentropies.sparseSoftmaxCrossentropy(labels, logits).doubles();
            assertThat(loss[0]).isCloseTo(Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 1, within(1e-6));
            assertThat(loss[1]).isEqualTo(1000);
        }
    }

    @Test
    void sparseCrossentropy_reportsALabelOutOfRange() {
        assertThatThrownBy(() -> Crossentropies.sparseSoftmaxCrossentropy(
                        Tensor.of(new long[] {0, 10}, 2), Tensor.of(new float[20], 2, 10)))
                .hasMessage("Invalid label: 10 in row 1 (logits (2, 10) have classes 0 to 9)");
    }

    @Test
    void gradients_areSoftmaxMinusTarget_timesTheIncomingGradient() {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : TensorFixtures.FLOATING) {
            for (int classes : new int[] {1, 10, 700}) {
                int rows = 101;
                Tensor logits = TensorFixtures.tensor(dtype, Shape.of(rows, classes), random);
                Tensor targets = TensorFixtures.tensor(dtype, Shape.of(rows, classes), random);
                Tensor labels = Tensor.of(random.ints(rows, 0, classes).toArray(), rows);
                Tensor gradient = TensorFixtures.tensor(dtype, Shape.of(rows), random);
                double[] p = Softmaxes.softmax(logits).doubles();
                double[] g = gradient.doubles();
                double[] y = targets.doubles();
                double[] sparse = new double[rows * classes];
                double[] dense = new double[rows * classes];
                for (int i = 0; i < p.length; i++) {
                    int row = i / classes;
                    double total = 0;
                    for (int c = 0; c < classes; c++) {
                        total += y[row * classes + c];
                    }
                    sparse[i] = g[row] * (p[i] - (i % classes == labels.longs()[row] ? 1 : 0));
                    dense[i] = g[row] * (total * p[i] - y[i]);
                }
                double tolerance = dtype == DType.FLOAT32 ? 1e-5 : 1e-13;
                assertThat(Crossentropies.sparseSoftmaxCrossentropyGradient(labels, logits, gradient)
                                .doubles())
                        .containsExactly(sparse, within(tolerance));
                assertThat(Crossentropies.softmaxCrossentropyGradient(targets, logits, gradient)
                                .doubles())
                        .containsExactly(dense, within(tolerance));
            }
        }
    }

    @Test
    void gradients_areStableForLargeLogits() {
        Tensor logits = Tensor.of(new float[] {1000, 0, Float.NEGATIVE_INFINITY}, 1, 3);
        Tensor one = Tensor.of(new float[] {1}, 1);
        assertThat(Crossentropies.sparseSoftmaxCrossentropyGradient(Tensor.of(new long[] {1}, 1), logits, one)
                        .floats())
                .containsExactly(1, -1, 0);
        assertThat(Crossentropies.softmaxCrossentropyGradient(Tensor.of(new float[] {0, 1, 0}, 1, 3), logits, one)
                        .floats())
                .containsExactly(1, -1, 0);
    }

    @Test
    void denseCrossentropy_ignoresImpossibleClasses() {
        Tensor targets = Tensor.of(new double[] {0, 0.5, 0.5}, 1, 3);
        Tensor logits = Tensor.of(new double[] {-INFINITY, 1, 1}, 1, 3);
        assertThat(Crossentropies.softmaxCrossentropy(targets, logits).item()).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void sigmoidCrossentropy_acceptsLargeLogits_andTargetsAboveOne() {
        Tensor targets = Tensor.of(new double[] {0, 1, 1.05}, 3);
        Tensor logits = Tensor.of(new double[] {800, -800, 2}, 3);
        assertThat(Crossentropies.sigmoidCrossentropy(targets, logits).doubles())
                .containsExactly(new double[] {800, 800, 2 - 2.1 + Math.log1p(Math.exp(-2))}, within(1e-12));
    }

    @Test
    void emptyBatch_givesNoLosses() {
        Tensor logits = Tensor.zeros(0, 10);
        assertThat(Crossentropies.sparseSoftmaxCrossentropy(Tensor.of(new long[0], 0), logits)
                        .shape())
                .isEqualTo(Shape.of(0));
        assertThat(Crossentropies.softmaxCrossentropy(logits, logits).shape()).isEqualTo(Shape.of(0));
    }
}
