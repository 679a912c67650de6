package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.ConvolutionSizes.Kind;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PoolingSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.natives.Address;
import io.kindling.tensor.internal.natives.OneDnn;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Native kernels write nothing before or after the memory they are given.
 *
 * @see PreparedKernel
 */
class KernelBoundsTest {
    private static final int TRIALS = 300;

    private final SplittableRandom random = TensorFixtures.random();

    @BeforeEach
    void assumeVerifiedKernels() {
        assumeTrue(!OneDnn.isUsable() || !OneDnn.hasAvx512(), "not yet verified with AVX-512 kernels");
    }

    /** Memory between two guard regions with a known byte pattern. */
    private static final class Guarded implements AutoCloseable {
        private static final int MARGIN = 4096;
        private static final byte MARK = (byte) 0xa5;

        private final int size;
        private final BytePointer all;
        private final Address place = new Address();
        final Tensor tensor;

        Guarded(DType dtype, Shape shape) {
            size = Math.toIntExact(shape.size() * dtype.bytes());
            all = new BytePointer(size + 2L * MARGIN);
            Pointer.memset(all, MARK, all.capacity());
            place.to(all.address() + MARGIN);
            Pointer elements = dtype == DType.UINT8 ? new BytePointer(place) : new FloatPointer(place);
            tensor = size == 0
                    ? Tensor.zeros(dtype, shape)
                    : Tensor.of(dtype, shape, new Storage(dtype, shape, elements));
        }

        void requireIntactGuards(String what) {
            byte[] margin = new byte[MARGIN];
            byte[] expected = new byte[MARGIN];
            Arrays.fill(expected, MARK);
            for (long from : new long[] {0, (long) MARGIN + size}) {
                all.position(from).get(margin);
                assertThat(margin).as("%s beside %s", what, tensor.shape()).isEqualTo(expected);
            }
            all.position(0);
        }

        @Override
        public void close() {
            all.deallocate();
        }
    }

    private static void check(PreparedKernel kernel, Object sizes, Shape result, Tensor... inputs) {
        try (Guarded output = new Guarded(DType.FLOAT32, result);
                Guarded workspace = new Guarded(DType.UINT8, Shape.of((int) kernel.workspaceBytes()))) {
            kernel.run(inputs, output.tensor, workspace.tensor);
            Reference.reachabilityFence(inputs);
            output.requireIntactGuards("output of " + sizes);
            workspace.requireIntactGuards("workspace of " + sizes);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void convolution_staysWithinItsMemory(Kind kind) {
        for (int trial = 0; trial < TRIALS; trial++) {
            int groups = random.nextInt(3) == 0 ? random.nextInt(1, random.nextBoolean() ? 6 : 40) : 1;
            boolean isDepthwise = groups > 5 || random.nextBoolean();
            ConvolutionSizes sizes = new ConvolutionSizes(
                    kind,
                    random.nextInt(1, 4),
                    new Window(anyAxis(true), anyAxis(true)),
                    groups * (groups > 1 && isDepthwise ? 1 : channels()),
                    groups * (groups > 1 && isDepthwise ? 1 : channels()),
                    groups);
            Shape first = kind == Kind.INPUT_GRADIENT ? sizes.output() : sizes.images();
            Shape second = kind == Kind.FILTER_GRADIENT ? sizes.output() : sizes.filter();
            Epilogue epilogue = kind == Kind.FILTER_GRADIENT || random.nextBoolean()
                    ? Epilogue.NONE
                    : Epilogue.BIAS.then(Epilogue.Activation.RELU);
            check(
                    Convolve.prepare(sizes, epilogue),
                    sizes,
                    sizes.result(),
                    any(first),
                    any(second),
                    any(Shape.of(sizes.result().dim(3))));
        }
    }

    @ParameterizedTest
    @EnumSource(PoolingSizes.Kind.class)
    void pooling_staysWithinItsMemory(PoolingSizes.Kind kind) {
        for (int trial = 0; trial < TRIALS; trial++) {
            PoolingSizes sizes = new PoolingSizes(
                    kind, random.nextInt(1, 4), new Window(anyAxis(false), anyAxis(false)), channels());
            Tensor images = any(sizes.images());
            switch (kind) {
                case MAX, AVERAGE -> check(Pool.prepare(sizes), sizes, sizes.result(), images);
                case AVERAGE_GRADIENT -> check(Pool.prepare(sizes), sizes, sizes.result(), any(sizes.output()));
                case MAX_GRADIENT -> check(Pool.prepare(sizes), sizes, sizes.result(), images, any(sizes.output()));
                case PICK -> check(Pool.prepare(sizes), sizes, sizes.result(), images, images);
            }
        }
    }

    @Test
    void product_staysWithinItsMemory() {
        for (int trial = 0; trial < TRIALS; trial++) {
            int rows = random.nextInt(1, trial % 4 == 0 ? 300 : 30);
            int inner = random.nextInt(1, 100);
            int columns = random.nextInt(1, trial % 10 == 0 ? 1500 : 70);
            boolean transposeA = random.nextInt(4) == 0;
            boolean transposeB = random.nextBoolean();
            Tensor left = any(transposeA ? Shape.of(inner, rows) : Shape.of(rows, inner));
            Tensor right = any(transposeB ? Shape.of(columns, inner) : Shape.of(inner, columns));
            check(
                    MatMul.prepare(rows, inner, columns, transposeA, transposeB, Epilogue.BIAS),
                    rows + " by " + inner + " by " + columns,
                    Shape.of(rows, columns),
                    left,
                    right,
                    any(Shape.of(columns)));
        }
    }

    private Tensor any(Shape shape) {
        return TensorFixtures.tensor(DType.FLOAT32, shape, random);
    }

    private int channels() {
        return random.nextInt(3) == 0 ? random.nextInt(1, 4) : random.nextInt(1, 40);
    }

    private Window.Axis anyAxis(boolean mayDilate) {
        int size = random.nextInt(3) == 0 ? 1 : random.nextInt(1, 10);
        int stride = random.nextInt(1, 4);
        int dilation = mayDilate && random.nextInt(3) == 0 ? 2 : 1;
        int input = random.nextInt(1, 15);
        return random.nextBoolean() || input <= (size - 1) * dilation
                ? Window.Axis.same(input, size, stride, dilation)
                : Window.Axis.valid(input, size, stride, dilation);
    }
}
