package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.PointwiseChain.Broadcast;
import io.kindling.tensor.internal.ops.PointwiseChain.Operand;
import io.kindling.tensor.internal.ops.PointwiseChain.Step;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledBytesTest {
    private static final Operand BYTES = new Operand(DType.UINT8, Broadcast.NONE, 1);
    private static final Operand FACTOR = new Operand(DType.FLOAT32, Broadcast.SCALAR, 1);
    private static final Step COPY = new Step(Pointwise.COPY, List.of(0));

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 256, 1000, 32 * 784})
    void bytes_areScaledLikeFloats(int size) {
        PreparedKernel kernel = new PointwiseChain(
                        List.of(BYTES, FACTOR),
                        List.of(new Step(Pointwise.COPY, List.of(0)), new Step(Pointwise.MULTIPLY, List.of(2, 1))),
                        DType.FLOAT32,
                        Shape.of(size))
                .prepare();
        assertThat(kernel).isInstanceOf(ScaledBytes.class);
        byte[] bytes = bytes(size);
        for (float factor : new float[] {1 / 255f, 0.1f, -3, 0, 1e-42f, 1e38f}) {
            float[] out = run(kernel, Tensor.of(bytes, size), Tensor.scalar(factor));
            for (int i = 0; i < size; i++) {
                assertThat(out[i]).isEqualTo((bytes[i] & 0xff) * factor);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300})
    void unscaledBytes_areConverted(int size) {
        PreparedKernel kernel =
                new PointwiseChain(List.of(BYTES), List.of(COPY), DType.FLOAT32, Shape.of(size)).prepare();
        assertThat(kernel).isInstanceOf(ScaledBytes.class);
        byte[] bytes = bytes(size);
        float[] out = run(kernel, Tensor.of(bytes, size));
        for (int i = 0; i < size; i++) {
            assertThat(out[i]).isEqualTo(bytes[i] & 0xff);
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    private static float[] run(PreparedKernel kernel, Tensor... inputs) {
        Tensor out = Memory.allocate(DType.FLOAT32, inputs[0].shape());
        kernel.run(inputs, out, Memory.allocate(DType.UINT8, Shape.of(0)));
        return out.floats();
    }
}
