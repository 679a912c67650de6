package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.ConvolutionSizes.Kind;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.loop.DirectConvolution;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.BlasMatMul;
import io.kindling.tensor.internal.onednn.FilterWinograd;
import io.kindling.tensor.internal.onednn.ForwardWinograd;
import io.kindling.tensor.internal.onednn.Im2ColConvolution;
import io.kindling.tensor.internal.onednn.OneDnnConvolution;
import io.kindling.tensor.internal.onednn.OneDnnMatMul;
import io.kindling.tensor.internal.onednn.ReversedConvolution;
import io.kindling.tensor.internal.onednn.StridedFilterGradient;
import io.kindling.tensor.internal.onednn.TransposedWinograd;
import io.kindling.tensor.internal.onednn.WinogradAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolveTest {
    private static final int TRIALS = 150;

    private final SplittableRandom random = TensorFixtures.random();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void convolution_equalsNaiveLoops(Kind kind) {
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionSizes sizes = anySizes(kind);
            for (DType dtype : TensorFixtures.FLOATING) {
                Tensor a = TensorFixtures.tensor(dtype, first(sizes), random);
                Tensor b = TensorFixtures.tensor(dtype, second(sizes), random);
                Tensor result = convolve(sizes, a, b);
                assertThat(result.shape()).as("%s", sizes).isEqualTo(sizes.result());
                assertClose(sizes, result, NaiveConvolution.compute(sizes, a.doubles(), b.doubles()), dtype);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKernel_givesTheSameResult(Kind kind) {
        assumeTrue(OneDnn.isUsable());
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionSizes sizes = anySizes(kind);
            Tensor a = TensorFixtures.tensor(DType.FLOAT32, first(sizes), random);
            Tensor b = TensorFixtures.tensor(DType.FLOAT32, second(sizes), random);
            double[] expected = TensorFixtures.run(new DirectConvolution(sizes), sizes.result(), a, b)
                    .doubles();
            for (PreparedKernel kernel : kernels(sizes)) {
                assertClose(sizes, TensorFixtures.run(kernel, sizes.result(), a, b), expected, DType.FLOAT32);
            }
        }
    }

    @Test
    void filterGradient_ofABatch_isTheSumOverItsImages() {
        assumeTrue(OneDnn.isUsable());
        for (int count : new int[] {7, 8, 9, 16, 21}) {
            ConvolutionSizes sizes = anySizes(Kind.FILTER_GRADIENT).withCount(count);
            while (sizes.groups() > 1) {
                sizes = anySizes(Kind.FILTER_GRADIENT).withCount(count);
            }
            Tensor images = TensorFixtures.tensor(DType.FLOAT32, sizes.images(), random);
            Tensor gradient = TensorFixtures.tensor(DType.FLOAT32, sizes.output(), random);
            double[] sum = new double[(int) sizes.filter().size()];
            for (int image = 0; image < count; image++) {
                ConvolutionSizes one = sizes.withCount(1);
                double[] ofOne = TensorFixtures.run(
                                new StridedFilterGradient(one),
                                one.result(),
                                slice(images, image, 1),
                                slice(gradient, image, 1))
                        .doubles();
                Arrays.setAll(sum, i -> sum[i] + ofOne[i]);
            }
            double[] together = TensorFixtures.run(new StridedFilterGradient(sizes), sizes.result(), images, gradient)
                    .doubles();
            for (int i = 0; i < sum.length; i++) {
                assertThat(together[i]).as("%s, element %d", sizes, i).isCloseTo(sum[i], within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void winograd_equalsNaiveLoops_withinRounding(Kind kind) {
        assumeTrue(OneDnn.isUsable());
        for (int trial = 0; trial < TRIALS / 3; trial++) {
            Window window = new Window(
                    Window.Axis.same(4 * random.nextInt(1, 5), 4, 2, 1),
                    Window.Axis.same(4 * random.nextInt(1, 5), 4, 2, 1));
            ConvolutionSizes sizes = new ConvolutionSizes(
                    kind, random.nextInt(1, 6), window, random.nextInt(1, 40), random.nextInt(1, 40), 1);
            Tensor a = TensorFixtures.tensor(DType.FLOAT32, first(sizes), random);
            Tensor b = TensorFixtures.tensor(DType.FLOAT32, second(sizes), random);
            double[] expected = NaiveConvolution.compute(sizes, a.doubles(), b.doubles());
            PreparedKernel kernel = switch (kind) {
                case FORWARD -> new ForwardWinograd(sizes, Epilogue.NONE);
                case INPUT_GRADIENT -> new TransposedWinograd(sizes, Epilogue.NONE);
                case FILTER_GRADIENT -> new FilterWinograd(sizes);
            };
            double[] actual = TensorFixtures.run(kernel, sizes.result(), a, b).doubles();
            double error = 0;
            double norm = 0;
            for (int i = 0; i < expected.length; i++) {
                error += Math.pow(actual[i] - expected[i], 2);
                norm += Math.pow(expected[i], 2);
            }
            assertThat(Math.sqrt(error / norm)).as("%s", sizes).isLessThan(1e-6);
        }
    }

    @Test
    void row_hasTheSameBitsInEveryBatch() {
        assumeTrue(OneDnn.isUsable(), "guaranteed only for oneDNN");
        for (int[] layer : new int[][] {
            {28, 1, 64, 3, 2, 1},
            {14, 64, 128, 3, 2, 1},
            {14, 128, 128, 4, 2, 1},
            {24, 128, 128, 4, 2, 1},
            {20, 128, 128, 4, 2, 1},
            {28, 128, 1, 7, 1, 1},
            {10, 64, 3, 5, 1, 1},
            {16, 3, 32, 3, 1, 1},
            {9, 7, 13, 3, 2, 1},
            {16, 32, 32, 3, 1, 32},
            {12, 16, 16, 3, 1, 4}
        }) {
            Window.Axis axis = Window.Axis.same(layer[0], layer[3], layer[4], 1);
            for (Kind kind : List.of(Kind.FORWARD, Kind.INPUT_GRADIENT)) {
                ConvolutionSizes all =
                        new ConvolutionSizes(kind, 50, new Window(axis, axis), layer[1], layer[2], layer[5]);
                Tensor rows = TensorFixtures.tensor(DType.FLOAT32, first(all), random);
                Tensor filter = TensorFixtures.tensor(DType.FLOAT32, all.filter(), random);
                float[] expected = convolve(all, rows, filter).floats();
                for (int count : new int[] {1, 2, 3, 16, 31, 48}) {
                    for (int from : new int[] {0, 1, 50 - count}) {
                        Tensor some = slice(rows, from, count);
                        int size = expected.length / 50;
                        assertThat(convolve(all.withCount(count), some, filter).floats())
                                .as("rows %d to %d of %s", from, from + count, all)
                                .isEqualTo(Arrays.copyOfRange(expected, from * size, (from + count) * size));
                    }
                }
            }
        }
    }

    @Test
    void prepare_choosesTheFastestKernelForTheSizes() {
        assumeTrue(OneDnn.isUsable());
        Window window = new Window(Window.Axis.same(28, 7, 1, 1), Window.Axis.same(28, 7, 1, 1));
        Window strided = new Window(Window.Axis.same(28, 3, 2, 1), Window.Axis.same(28, 3, 2, 1));
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FORWARD, 2, window, 128, 1, 1)))
                .isInstanceOf(ReversedConvolution.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FILTER_GRADIENT, 2, window, 128, 1, 1)))
                .isInstanceOf(ReversedConvolution.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.INPUT_GRADIENT, 2, window, 1, 128, 1)))
                .isInstanceOf(Im2ColConvolution.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FORWARD, 2, window, 64, 128, 1)))
                .isInstanceOf(OneDnnConvolution.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FILTER_GRADIENT, 2, strided, 64, 128, 1)))
                .isInstanceOf(StridedFilterGradient.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FILTER_GRADIENT, 2, strided, 1, 64, 1)))
                .isInstanceOf(OneDnnConvolution.class);
        Window fours = new Window(Window.Axis.same(28, 4, 2, 1), Window.Axis.same(28, 4, 2, 1));
        Window oddPlaces = new Window(Window.Axis.same(14, 4, 2, 1), Window.Axis.same(14, 4, 2, 1));
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FORWARD, 2, fours, 128, 128, 1)))
                .isInstanceOf(ForwardWinograd.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.INPUT_GRADIENT, 2, fours, 128, 128, 1)))
                .isInstanceOf(TransposedWinograd.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.FILTER_GRADIENT, 2, fours, 128, 128, 1)))
                .isInstanceOf(FilterWinograd.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.INPUT_GRADIENT, 2, fours, 128, 64, 1)))
                .isInstanceOf(OneDnnConvolution.class);
        assertThat(Convolve.prepare(new ConvolutionSizes(Kind.INPUT_GRADIENT, 2, oddPlaces, 128, 128, 1)))
                .isInstanceOf(OneDnnConvolution.class);
        Window small = new Window(Window.Axis.same(16, 4, 2, 1), Window.Axis.same(16, 4, 2, 1));
        Window large = new Window(Window.Axis.same(1024, 4, 2, 1), Window.Axis.same(1024, 4, 2, 1));
        for (ConvolutionSizes unsupported : List.of(
                new ConvolutionSizes(Kind.FORWARD, 2, small, 128, 128, 1),
                new ConvolutionSizes(Kind.FORWARD, 2, large, 96, 512, 1),
                new ConvolutionSizes(Kind.FORWARD, 2, fours, 2048, 1024, 1),
                new ConvolutionSizes(Kind.FORWARD, 10_000, fours, 128, 128, 1))) {
            assertThat(WinogradAxis.supports(unsupported)).as("%s", unsupported).isFalse();
        }
    }

    @Test
    void emptyBatch_givesEmptyOutput_andAZeroFilterGradient() {
        Window window = new Window(Window.Axis.same(5, 3, 2, 1), Window.Axis.valid(6, 3, 1, 1));
        Tensor images = Tensor.zeros(DType.FLOAT32, window.imageShape(0, 2));
        Tensor outcome = Tensor.zeros(DType.FLOAT32, window.outputShape(0, 4));
        Tensor filter = Tensor.ones(3, 3, 2, 4);
        assertThat(Convolve.forward(images, filter, window, 1).shape()).isEqualTo(Shape.of(0, 3, 4, 4));
        assertThat(Convolve.inputGradient(outcome, filter, window, 1).shape()).isEqualTo(Shape.of(0, 5, 6, 2));
        assertThat(Convolve.filterGradient(images, outcome, window, 1).doubles())
                .hasSize(72)
                .containsOnly(0);
    }

    @Test
    void same_putsTheOddZeroAtTheEnd() {
        assertThat(Window.Axis.same(28, 3, 2, 1)).isEqualTo(new Window.Axis(28, 3, 2, 1, 0, 1));
        assertThat(Window.Axis.same(28, 7, 1, 1)).isEqualTo(new Window.Axis(28, 7, 1, 1, 3, 3));
        assertThat(Window.Axis.same(14, 4, 2, 1)).isEqualTo(new Window.Axis(14, 4, 2, 1, 1, 1));
        assertThat(Window.Axis.same(5, 1, 3, 1)).isEqualTo(new Window.Axis(5, 1, 3, 1, 0, 0));
        assertThat(Window.Axis.same(28, 3, 2, 1).output()).isEqualTo(14);
        assertThat(Window.Axis.valid(10, 3, 2, 2).output()).isEqualTo(3);
    }

    @Test
    void window_largerThanTheImage_isAnError() {
        assertThatThrownBy(() -> Window.Axis.valid(2, 3, 1, 1))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        "Cannot slide a window of 3 over 2 elements with 0 zeros before and 0 after: the window is larger.");
        assertThatThrownBy(() -> Window.Axis.same(2, 3, 0, 1)).hasMessage("Invalid stride: 0 (at least 1)");
    }

    /** Returns every float32 kernel that supports these sizes, except the plain loops. */
    private static List<PreparedKernel> kernels(ConvolutionSizes sizes) {
        List<PreparedKernel> kernels = new ArrayList<>();
        PreparedKernel oneDnn = OneDnnConvolution.prepare(sizes);
        if (oneDnn != null) {
            kernels.add(oneDnn);
        }
        if (sizes.groups() == 1) {
            kernels.add(new Im2ColConvolution(sizes, OneDnnMatMul::new));
            kernels.add(new Im2ColConvolution(sizes, BlasMatMul::new));
        }
        if (sizes.groups() == 1 && sizes.kind() == Kind.FILTER_GRADIENT) {
            kernels.add(new StridedFilterGradient(sizes));
        }
        if (sizes.groups() == 1 && sizes.window().isReversible()) {
            kernels.add(new ReversedConvolution(sizes));
        }
        return kernels;
    }

    private ConvolutionSizes anySizes(Kind kind) {
        int groups = random.nextInt(4) == 0 ? random.nextInt(1, 6) : 1;
        int inputs = groups * (random.nextBoolean() ? 1 : random.nextInt(1, 20));
        int outputs = groups * (random.nextBoolean() ? 1 : random.nextInt(1, 20));
        return new ConvolutionSizes(
                kind, random.nextInt(1, 4), new Window(anyAxis(), anyAxis()), inputs, outputs, groups);
    }

    private Window.Axis anyAxis() {
        int size = random.nextInt(1, 6);
        int stride = random.nextInt(1, 4);
        int dilation = random.nextInt(3) == 0 ? 2 : 1;
        int input = random.nextInt(1, 15);
        return random.nextBoolean() || input <= (size - 1) * dilation
                ? Window.Axis.same(input, size, stride, dilation)
                : Window.Axis.valid(input, size, stride, dilation);
    }

    private static Shape first(ConvolutionSizes sizes) {
        return sizes.kind() == Kind.INPUT_GRADIENT ? sizes.output() : sizes.images();
    }

    private static Shape second(ConvolutionSizes sizes) {
        return sizes.kind() == Kind.FILTER_GRADIENT ? sizes.output() : sizes.filter();
    }

    private static Tensor convolve(ConvolutionSizes sizes, Tensor a, Tensor b) {
        return switch (sizes.kind()) {
            case FORWARD -> Convolve.forward(a, b, sizes.window(), sizes.groups());
            case INPUT_GRADIENT -> Convolve.inputGradient(a, b, sizes.window(), sizes.groups());
            case FILTER_GRADIENT -> Convolve.filterGradient(a, b, sizes.window(), sizes.groups());
        };
    }

    private static Tensor slice(Tensor rows, int from, int count) {
        int size = (int) rows.shape().dropFirst(1).size();
        return Tensor.of(
                Arrays.copyOfRange(rows.floats(), from * size, (from + count) * size),
                rows.shape().with(0, count).dims());
    }

    /** Asserts equality within the rounding error of sums of products of numbers below 3. */
    private static void assertClose(ConvolutionSizes sizes, Tensor result, double[] expected, DType dtype) {
        double[] actual = result.doubles();
        assertThat(actual).as("%s", sizes).hasSameSizeAs(expected);
        double rounding = dtype == DType.FLOAT32 ? 1e-5 : 1e-13;
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= rounding * Math.max(10, Math.abs(expected[i])))) {
                throw new AssertionError("%s, element %d: %s, not %s".formatted(sizes, i, actual[i], expected[i]));
            }
        }
    }
}
