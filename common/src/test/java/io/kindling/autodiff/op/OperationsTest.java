package io.kindling.autodiff.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Values of the composites, and the errors for invalid inputs.
 *
 * @see OpTable
 */
class OperationsTest {
    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    private static Tensor flags(boolean... values) {
        return Tensor.of(values, values.length);
    }

    private static void assertRejected(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(TensorException.class).hasMessage(message);
    }

    @Test
    void logic_isTheTruthTable() {
        Tensor a = flags(true, true, false, false);
        Tensor b = flags(true, false, true, false);
        assertThat(Ops.and(a, b).longs()).containsExactly(1, 0, 0, 0);
        assertThat(Ops.or(a, b).longs()).containsExactly(1, 1, 1, 0);
        assertThat(Ops.not(a).longs()).containsExactly(0, 0, 1, 1);
        assertThat(Ops.notEqual(a, b).longs()).containsExactly(0, 1, 1, 0);
    }

    @Test
    void nan_isNotEqualToItself() {
        Tensor nan = Tensor.scalar(Float.NaN);
        assertThat(Ops.notEqual(nan, nan).item()).isEqualTo(1);
    }

    @Test
    void anyAndAll_reduceAxes_andAcceptEmptyTensors() {
        Tensor table = Tensor.of(new boolean[] {true, false, true, true}, 2, 2);
        assertThat(Ops.any(table, 1).longs()).containsExactly(1, 1);
        assertThat(Ops.all(table, 1).longs()).containsExactly(0, 1);
        assertThat(Ops.all(table).item()).isZero();
        assertThat(Ops.any(flags()).item()).isZero();
        assertThat(Ops.all(flags()).item()).isEqualTo(1);
    }

    @Test
    void prod_multipliesOverAxes_andIsOneForNoElements() {
        Tensor three = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(Ops.prod(three, 1).longs()).containsExactly(6, 120);
        assertThat(Ops.prod(three, 0).longs()).containsExactly(4, 10, 18);
        assertThat(Ops.prod(three).longs()).containsExactly(720);
        assertThat(Ops.prod(Tensor.of(new float[0], 2, 0), 1).floats()).containsExactly(1, 1);
        assertThat(Ops.prod(Tensor.scalar(3)).item()).isEqualTo(3);
    }

    @Test
    void variance_isTheMeanSquaredDistance() {
        assertThat(Ops.variance(x, 1).floats()).containsExactly(new float[] {2 / 3f, 2 / 3f}, within(1e-6f));
        assertThat(Ops.variance(x).item()).isCloseTo(35 / 12.0, within(1e-6));
    }

    @Test
    void meanOfNoElements_isNaN() {
        assertThat(Ops.mean(Tensor.of(new float[0], 0)).item()).isNaN();
    }

    @Test
    void relu_propagatesNaN() {
        assertThat(Ops.relu(Tensor.scalar(Float.NaN)).item()).isNaN();
    }

    @Test
    void shapes_canBeSplitAndJoined() {
        assertThat(Ops.reshape(x, -1, 2).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(Ops.expandDims(x, -1).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(Ops.squeeze(Ops.expandDims(x, 0)).shape()).isEqualTo(x.shape());
        assertThat(Ops.tile(x, 2, 2).floats())
                .containsExactly(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
        assertThat(Ops.slice(x, new int[] {0, 1}, new int[] {-1, 2}).floats()).containsExactly(2, 3, 5, 6);
        assertThat(Ops.stack(0, Ops.unstack(x, 0)).floats()).containsExactly(x.floats());
        assertThat(Ops.stack(-1, Ops.unstack(x, 1)).floats()).containsExactly(x.floats());
        assertThat(Ops.concat(1, Ops.split(x, 1, 1, 0, 2)).floats()).containsExactly(x.floats());
        assertThat(Ops.reverse(x, 1).floats()).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(Ops.pad(Tensor.of(new int[] {1, 2}, 2), new int[] {1}, new int[] {2}, 9)
                        .longs())
                .containsExactly(9, 1, 2, 9, 9);
    }

    @Test
    void softmaxOverAnAxis_sumsToOneAlongIt() {
        assertThat(Ops.sum(Ops.softmax(x, 0), 0).floats()).containsExactly(new float[] {1, 1, 1}, within(1e-6f));
    }

    @Test
    void bernoulli_isTrueWithItsProbability() {
        Tensor draws = Ops.bernoulli(RandomKey.of(3), Rows.range(0, 100), Shape.of(1000), 0.3);
        assertThat(Ops.mean(Ops.cast(draws, DType.FLOAT64)).item()).isCloseTo(0.3, within(0.01));
        assertThat(Ops.any(Ops.bernoulli(RandomKey.of(3), Shape.of(1000), 0)).item())
                .isZero();
        assertThat(Ops.all(Ops.bernoulli(RandomKey.of(3), Shape.of(1000), 1)).item())
                .isEqualTo(1);
    }

    @Test
    void incompatibleShapes_areNamed() {
        assertRejected(
                () -> Ops.add(x, Tensor.of(new float[2], 2)),
                "Cannot add (2, 3) and (2,): they do not broadcast (sizes must be equal or 1, from the last axis on).");
        assertRejected(
                () -> Ops.matmul(x, Tensor.of(new float[8], 2, 4)),
                "Cannot multiply (2, 3) by (2, 4): inner sizes 3 and 2 differ.");
        assertRejected(
                () -> Ops.matmul(x, Tensor.of(new float[3], 3)),
                "Cannot multiply by (3,): at least 2 axes are needed, it has 1.");
        assertRejected(
                () -> Ops.matmul(Tensor.of(new float[12], 2, 2, 3), Tensor.of(new float[18], 3, 3, 2)),
                "Cannot multiply (2, 2, 3) by (3, 3, 2): leading axes (2,) and (3,) do not broadcast.");
        assertRejected(() -> Ops.reshape(x, 4, 2), "Cannot reshape (2, 3) to (4, 2): 6 elements are not 8.");
        assertRejected(() -> Ops.reshape(x, 4, -1), "Cannot reshape (2, 3) to [4, -1]: no integer size fits the -1.");
        assertRejected(() -> Ops.squeeze(x, 1), "Cannot squeeze axis 1 of (2, 3): its size is 3, not 1.");
        assertRejected(
                () -> Ops.slice(x, 1, 2, 2),
                "Cannot slice (2, 3) from [0, 2] with size [2, 2]: the box must lie inside, with a number for each"
                        + " axis.");
        assertRejected(
                () -> Ops.concat(0, x, Tensor.of(new float[2], 1, 2)),
                "Cannot concatenate [(2, 3), (1, 2)] along axis 0: all other axes must be equal.");
        assertRejected(
                () -> Ops.split(x, 1, 1, 1), "Cannot split axis 1 of (2, 3) into [1, 1]: the sizes sum to 2, not 3.");
        assertRejected(() -> Ops.sum(x, 2), "Invalid axis: 2 (shape (2, 3) has 2 axes)");
        assertRejected(
                () -> Ops.sparseSoftmaxCrossentropy(Tensor.of(new long[2], 2, 1), x),
                "Cannot take cross-entropy of labels (2, 1) and logits (2, 3): labels must be (2,), one for each row.");
        assertRejected(
                () -> Ops.sigmoidCrossentropy(Tensor.of(new float[2], 2), x),
                "Cannot take cross-entropy of targets (2,) and logits (2, 3): the shapes must be equal.");
        assertRejected(() -> Ops.argmax(Tensor.zeros(2, 0), 1), "Cannot take argmax of (2, 0): axis 1 is empty.");
    }

    @Test
    void incompatibleTypes_areNamed_withTheRemedy() {
        Tensor whole = Tensor.of(new int[] {1, 0, 2}, 3);
        assertRejected(
                () -> Ops.add(x, whole),
                "Cannot add float32 and int32: types differ. Cast one with cast(x, DType.FLOAT32).");
        // The native kernel would crash the process.
        assertRejected(
                () -> Ops.divide(whole, whole),
                "Cannot divide int32 (3,): float32 or float64 is needed. Cast it with cast(x, DType.FLOAT32).");
        assertRejected(
                () -> Ops.sum(flags(true)),
                "Cannot sum bool (1,): numbers are needed. Cast it with cast(x, DType.FLOAT32).");
        assertRejected(
                () -> Ops.where(whole, x, x),
                "Cannot choose by int32 (3,): bool is needed. Compare it with something first.");
        assertRejected(
                () -> Ops.gather(x, x, 0),
                "Cannot gather by float32 (2, 3): whole numbers are needed. Cast it with cast(x, DType.INT64).");
        assertRejected(
                () -> Ops.normal(RandomKey.of(0), Shape.of(2), DType.INT32),
                "Cannot draw int32: float32 or float64 is needed. Cast the result.");
    }

    @Test
    void emptyListOfTensors_cannotBeConcatenated() {
        assertThatThrownBy(() -> Ops.concat(0, List.of())).hasMessage("Cannot concatenate: no tensors were given.");
    }
}
