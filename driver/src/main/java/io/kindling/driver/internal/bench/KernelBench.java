package io.kindling.driver.internal.bench;

import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.ops.Convolve;
import io.kindling.tensor.internal.ops.Draws;
import io.kindling.tensor.internal.ops.MatMul;
import io.kindling.tensor.internal.ops.Nd4jConvolution;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Measures the kernels that dominate the guide's networks, on one thread. Each is compared with a product of 1024 by 1024
 * matrices and checked against its definition.
 */
public final class KernelBench {
    private static final int BATCH = 64;
    private static final int ROUNDS = 15;
    /** The largest deviation from 1 of the ratio between a kernel's checksum and that of its definition. */
    private static final double TOLERANCE = 1e-4;

    private static final RandomKey KEY = RandomKey.of(4);

    private long draws;
    private final Kernel reference = product(1024, 1024, 1024);
    private final Consumer<Map<String, Object>> results;

    /**
     * @param results receives the result of each kernel, as {@code --json} prints it
     */
    public KernelBench(Consumer<Map<String, Object>> results) {
        this.results = results;
    }

    /** Measures all kernels; throws if one disagrees with its definition. */
    public void run() {
        measure(product(64, 784, 64));
        measure(reference);
        convolution("conv 14x14x64->128 k3 s2", 14, 64, 128, 3, 2);
        convolution("conv 14x14x128->128 k4 s2", 14, 128, 128, 4, 2);
        convolution("conv 28x28x128->128 k4 s2", 28, 128, 128, 4, 2);
        convolution("conv 28x28x128->1 k7", 28, 128, 1, 7, 1);
    }

    private Kernel product(int rows, int inner, int columns) {
        Tensor a = positive(Shape.of(rows, inner));
        Tensor b = positive(Shape.of(inner, columns));
        return new Kernel(
                "gemm %dx%dx%d".formatted(rows, inner, columns),
                2.0 * rows * inner * columns,
                () -> MatMul.multiply(a, b, false, false),
                () -> NaiveKernels.product(a, b));
    }

    private void convolution(String name, int size, int inputs, int outputs, int side, int stride) {
        Window.Axis axis = Window.Axis.same(size, side, stride, 1);
        Window window = new Window(axis, axis);
        Tensor images = positive(window.imageShape(BATCH, inputs));
        Tensor filter = positive(Shape.of(side, side, inputs, outputs));
        Tensor gradient = positive(window.outputShape(BATCH, outputs));
        double operations = 2.0 * gradient.shape().size() * side * side * inputs;
        Kernel forward = new Kernel(
                name + " forward",
                operations,
                () -> Convolve.forward(images, filter, window, 1),
                () -> NaiveKernels.forward(images, filter, window));
        Kernel byImages = new Kernel(
                name + " input gradient",
                operations,
                () -> Convolve.inputGradient(gradient, filter, window, 1),
                () -> NaiveKernels.inputGradient(gradient, filter, window));
        Kernel byFilter = new Kernel(
                name + " filter gradient",
                operations,
                () -> Convolve.filterGradient(images, gradient, window, 1),
                () -> NaiveKernels.filterGradient(images, gradient, window));
        if (outputs > 1) {
            measure(forward);
            measure(byImages);
            measure(byFilter);
            return;
        }
        double nd4jForward = PairedMeasurement.once(operations, () -> Nd4jConvolution.forward(images, filter, window));
        double nd4jGradients = PairedMeasurement.once(
                2 * operations, () -> Nd4jConvolution.gradients(images, filter, gradient, window));
        measure(forward, nd4jForward);
        measure(byImages, nd4jGradients);
        measure(byFilter, nd4jGradients);
    }

    private void measure(Kernel kernel) {
        results.accept(measured(kernel));
    }

    /** Measures a kernel beside the rate of ND4J's, which is timed only once because it takes seconds. */
    private void measure(Kernel kernel, double nd4j) {
        Map<String, Object> result = measured(kernel);
        result.put("nd4j", nd4j);
        result.put("times_nd4j", (double) Objects.requireNonNull(result.get("value")) / nd4j);
        results.accept(result);
    }

    private Map<String, Object> measured(Kernel kernel) {
        double checksum = Kernel.checksum(kernel.run().get().doubles());
        double naive = Kernel.checksum(kernel.naive().get());
        if (!(Math.abs(checksum / naive - 1) <= TOLERANCE)) {
            throw new IllegalStateException("Cannot measure " + kernel.name() + ": its checksum is " + checksum
                    + ", but its definition gives " + naive + ".");
        }
        PairedMeasurement race = PairedMeasurement.run(ROUNDS, kernel, reference);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", "bench");
        result.put("workload", "kernels");
        result.put("kernel", kernel.name());
        result.put("value", race.first());
        result.put("unit", "GFLOP/s");
        result.put("gemm_1024", race.second());
        result.put("ratio", race.ratio());
        result.put("checksum", checksum);
        result.put("naive_checksum", naive);
        return result;
    }

    /** Returns random numbers in [0, 1), so that no sum of products is close to 0. */
    private Tensor positive(Shape shape) {
        return Draws.draw(Distribution.UNIFORM, KEY.with(draws++), shape, DType.FLOAT32);
    }
}
