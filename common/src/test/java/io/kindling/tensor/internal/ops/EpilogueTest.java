package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.ConvolutionSizes.Kind;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.Epilogue.Activation;
import io.kindling.tensor.internal.kernel.PoolingSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.BlasMatMul;
import io.kindling.tensor.internal.onednn.MatrixProduct;
import io.kindling.tensor.internal.onednn.OneDnnConvolution;
import io.kindling.tensor.internal.onednn.OneDnnMatMul;
import io.kindling.tensor.internal.onednn.UnfusedEpilogue;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A fused kernel gives the same bits as its separate steps, with every library. */
class EpilogueTest {
    private static final int TRIALS = 100;

    private static final List<Epilogue> EPILOGUES = List.of(
            Epilogue.NONE,
            Epilogue.BIAS,
            Epilogue.NONE.then(Activation.RELU),
            Epilogue.BIAS.then(Activation.RELU),
            Epilogue.BIAS.thenLeakyRelu(0.2),
            Epilogue.BIAS.thenLeakyRelu(0),
            Epilogue.NONE.thenLeakyRelu(0.3));

    private final SplittableRandom random = TensorFixtures.random();

    @Test
    void fusedProduct_equalsItsSeparateSteps_bitForBit() {
        for (int trial = 0; trial < TRIALS; trial++) {
            int rows = random.nextInt(1, 70);
            int inner = random.nextInt(1, 200);
            int columns = random.nextInt(1, trial % 10 == 0 ? 1500 : 70);
            Tensor a = withNaN(Shape.of(rows, inner));
            Tensor b = TensorFixtures.tensor(DType.FLOAT32, Shape.of(inner, columns), random);
            Tensor bias = TensorFixtures.tensor(DType.FLOAT32, Shape.of(columns), random);
            MatrixProduct.Sizes sizes = new MatrixProduct.Sizes(rows, inner, columns, false, false, false);
            for (Epilogue epilogue : EPILOGUES) {
                Shape shape = Shape.of(rows, columns);
                Tensor fused = TensorFixtures.run(
                        MatMul.prepare(rows, inner, columns, false, false, epilogue), shape, a, b, bias);
                assertBits(epilogue, fused, unfused(epilogue, MatMul.multiply(a, b, false, false), bias));

                PreparedKernel byBlas = UnfusedEpilogue.of(new BlasMatMul(sizes), epilogue, columns);
                Tensor product = TensorFixtures.run(new BlasMatMul(sizes), shape, a, b, bias);
                assertBits(epilogue, TensorFixtures.run(byBlas, shape, a, b, bias), unfused(epilogue, product, bias));
            }
        }
    }

    @Test
    void fusedConvolution_equalsItsSeparateSteps_bitForBit() {
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionSizes sizes = trial % 10 > 0
                    ? anySizes()
                    : forWinograd(trial % 20 == 0 ? Kind.FORWARD : Kind.INPUT_GRADIENT, 1 + trial / 20);
            boolean isForward = sizes.kind() == Kind.FORWARD;
            Tensor a = withNaN(isForward ? sizes.images() : sizes.output());
            Tensor filter = TensorFixtures.tensor(DType.FLOAT32, sizes.filter(), random);
            Tensor bias =
                    TensorFixtures.tensor(DType.FLOAT32, Shape.of(sizes.result().dim(3)), random);
            Tensor plain = isForward
                    ? Convolve.forward(a, filter, sizes.window(), sizes.groups())
                    : Convolve.inputGradient(a, filter, sizes.window(), sizes.groups());
            for (Epilogue epilogue : EPILOGUES) {
                Tensor fused = TensorFixtures.run(Convolve.prepare(sizes, epilogue), sizes.result(), a, filter, bias);
                assertBits(epilogue, fused, unfused(epilogue, plain, bias));
            }
        }
    }

    @Test
    void forward_isFusedIntoOneDnnsKernel() {
        assumeTrue(OneDnn.isUsable());
        Window.Axis axis = Window.Axis.same(14, 3, 2, 1);
        ConvolutionSizes sizes = new ConvolutionSizes(Kind.FORWARD, 2, new Window(axis, axis), 64, 128, 1);
        assertThat(Convolve.prepare(sizes, Epilogue.BIAS.then(Activation.RELU))).isInstanceOf(OneDnnConvolution.class);
        assertThat(MatMul.prepare(6, 3, 4, false, false, Epilogue.BIAS)).isInstanceOf(OneDnnMatMul.class);
    }

    @Test
    void preparedKernel_onTheSameMemory_allocatesNothingOnTheHeap() {
        Window.Axis axis = Window.Axis.same(8, 3, 1, 1);
        Window.Axis strided = Window.Axis.same(8, 3, 2, 1);
        Window window = new Window(axis, axis);
        for (Kind kind : Kind.values()) {
            for (int outputs : new int[] {1, 16, 64}) {
                ConvolutionSizes sizes = new ConvolutionSizes(
                        kind, 2, outputs == 64 ? new Window(strided, strided) : window, 64, outputs, 1);
                Epilogue epilogue = kind == Kind.FILTER_GRADIENT ? Epilogue.NONE : Epilogue.BIAS.then(Activation.RELU);
                assertAllocatesNothingOnTheHeap(
                        Convolve.prepare(sizes, epilogue),
                        sizes.result(),
                        Tensor.ones(DType.FLOAT32, kind == Kind.INPUT_GRADIENT ? sizes.output() : sizes.images()),
                        Tensor.ones(DType.FLOAT32, kind == Kind.FILTER_GRADIENT ? sizes.output() : sizes.filter()),
                        Tensor.ones(64));
            }
        }
        for (Kind kind : Kind.values()) {
            ConvolutionSizes sizes = forWinograd(kind, 3);
            assertAllocatesNothingOnTheHeap(
                    Convolve.prepare(
                            sizes, kind == Kind.FILTER_GRADIENT ? Epilogue.NONE : Epilogue.BIAS.thenLeakyRelu(0.2)),
                    sizes.result(),
                    Tensor.ones(DType.FLOAT32, kind == Kind.INPUT_GRADIENT ? sizes.output() : sizes.images()),
                    Tensor.ones(DType.FLOAT32, kind == Kind.FILTER_GRADIENT ? sizes.output() : sizes.filter()),
                    Tensor.ones(128));
        }
        for (PoolingSizes.Kind kind : List.of(PoolingSizes.Kind.MAX, PoolingSizes.Kind.MAX_GRADIENT)) {
            PoolingSizes sizes = new PoolingSizes(kind, 2, window, 3);
            Tensor images = Tensor.ones(DType.FLOAT32, sizes.images());
            assertAllocatesNothingOnTheHeap(Pool.prepare(sizes), sizes.result(), images, images);
        }
        Tensor square = Tensor.ones(5, 5);
        assertAllocatesNothingOnTheHeap(
                MatMul.prepare(5, 5, 5, true, false, Epilogue.BIAS.then(Activation.RELU)),
                square.shape(),
                square,
                square,
                Tensor.ones(5));
    }

    @Test
    void slope_withoutLeakyRelu_isAnError() {
        assertThatThrownBy(() -> new Epilogue(true, Activation.RELU, 0.2f))
                .hasMessage("Invalid slope: 0.2 (in (0, 1] for LEAKY_RELU, 0 for other functions)");
    }

    private static void assertAllocatesNothingOnTheHeap(PreparedKernel kernel, Shape shape, Tensor... inputs) {
        Tensor out = Memory.allocate(DType.FLOAT32, shape);
        Tensor workspace = workspace(kernel);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long runs = 200;
        long fewest = Long.MAX_VALUE;
        // The JVM makes one-off allocations in some rounds; a kernel that allocates does so in every round.
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < runs; i++) {
                kernel.run(inputs, out, workspace);
            }
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(fewest / runs).as("bytes per run of %s", kernel).isZero();
    }

    private static Tensor workspace(PreparedKernel kernel) {
        return Memory.allocate(DType.UINT8, Shape.of((int) kernel.workspaceBytes()));
    }

    private static Tensor unfused(Epilogue epilogue, Tensor result, Tensor bias) {
        Tensor x = epilogue.hasBias() ? Elementwise.add(result, bias) : result;
        return switch (epilogue.activation()) {
            case NONE -> x;
            case RELU -> Elementwise.maximum(Tensor.scalar(0), x);
            case LEAKY_RELU -> Elementwise.leakyRelu(x, epilogue.slope());
        };
    }

    private static ConvolutionSizes forWinograd(Kind kind, int count) {
        Window.Axis axis = Window.Axis.same(24, 4, 2, 1);
        return new ConvolutionSizes(kind, count, new Window(axis, axis), 96, 128, 1);
    }

    private static void assertBits(Epilogue epilogue, Tensor fused, Tensor unfused) {
        float[] actual = fused.floats();
        float[] expected = unfused.floats();
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
                throw new AssertionError("%s of %s, element %d: %s, not %s"
                        .formatted(epilogue, fused.shape(), i, actual[i], expected[i]));
            }
        }
    }

    private Tensor withNaN(Shape shape) {
        float[] values = TensorFixtures.tensor(DType.FLOAT32, shape, random).floats();
        values[random.nextInt(values.length)] = Float.NaN;
        return Tensor.of(values, shape.dims());
    }

    private ConvolutionSizes anySizes() {
        int groups = random.nextInt(4) == 0 ? random.nextInt(1, 6) : 1;
        Window window = new Window(anyAxis(), anyAxis());
        return new ConvolutionSizes(
                random.nextBoolean() ? Kind.FORWARD : Kind.INPUT_GRADIENT,
                random.nextInt(1, 4),
                window,
                groups * (random.nextBoolean() ? 1 : random.nextInt(1, 40)),
                groups * (random.nextBoolean() ? 1 : random.nextInt(1, 40)),
                groups);
    }

    private Window.Axis anyAxis() {
        return Window.Axis.same(random.nextInt(1, 15), random.nextInt(1, 6), random.nextInt(1, 3), 1);
    }
}
