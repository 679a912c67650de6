package io.kindling.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import java.util.List;
import org.junit.jupiter.api.Test;
class KernelsTest {
    @Test
    void kernels() {
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor b = Tensor.of(new float[] {10, 20, 30}, 3);
        assertThat(Elementwise.add(a, b).floats()).containsExactly(11, 22, 33, 14, 25, 36);
        assertThat(Elementwise.add(a, Tensor.scalar(1)).floats()).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(Elementwise.divide(Tensor.scalar(1), Tensor.scalar(4)).item()).isEqualTo(0.25);
        assertThat(Reduce.sum(a, List.of(0), false).floats()).containsExactly(5, 7, 9);
        assertThat(Reduce.sum(a, List.of(0, 1), false).item()).isEqualTo(21);
        assertThat(Reduce.sum(a, List.of(0, 1), false).shape()).isEqualTo(Shape.SCALAR);
        assertThat(Reduce.max(a, List.of(1), true).floats()).containsExactly(3, 6);
        assertThat(Reduce.argmax(a, 1).longs()).containsExactly(2, 2);
        assertThat(MatMul.multiply(a, a, false, true).floats()).containsExactly(14, 32, 32, 77);
        assertThat(MatMul.multiply(a, a, true, false).floats()).containsExactly(17, 22, 27, 22, 29, 36, 27, 36, 45);
        assertThat(Arrange.transpose(a, List.of(1, 0)).floats()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(Arrange.broadcast(b, Shape.of(2, 3)).floats()).containsExactly(10, 20, 30, 10, 20, 30);
        assertThat(Elementwise.equal(a, Tensor.scalar(3)).bytes()).containsExactly(0, 0, 1, 0, 0, 0);
        assertThat(Elementwise.cast(Tensor.of(new byte[] {(byte) 200, 3}, 2), DType.FLOAT32).floats()).containsExactly(200, 3);
        assertThat(Elementwise.cast(Elementwise.equal(a, Tensor.scalar(3)), DType.FLOAT32).floats()).containsExactly(0, 0, 1, 0, 0, 0);
        assertThat(Elementwise.cast(Tensor.of(new int[] {7, 3}, 2), DType.INT64).longs()).containsExactly(7, 3);
        assertThat(Arrange.reshape(a, Shape.of(3, 2)).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(ComputeThread.kernelThreads()).isEqualTo(1);
        assertThat(Elementwise.sqrt(Tensor.of(new double[] {4}, 1)).doubles()).containsExactly(2);
    }
}
