package io.kindling.bench;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.ops.CapturedRun;
import io.kindling.tensor.internal.ops.Convolve;
import org.openjdk.jmh.annotations.Benchmark;

/** Benchmarks a convolution of the guide's discriminator, 28x28 to 14x14, and its gradients, on 8 images. */
public class ConvolveBench extends MicroBenchmark {
    private static final Window.Axis AXIS = Window.Axis.same(28, 3, 2, 1);

    private final Window window = new Window(AXIS, AXIS);
    private final Tensor images = CapturedRun.varied(8, 28, 28, 64);
    private final Tensor filter = CapturedRun.varied(3, 3, 64, 128);
    private final Tensor gradient = CapturedRun.varied(8, 14, 14, 128);
    private final CapturedRun forward =
            CapturedRun.of(in -> Convolve.forward(in.get(0), in.get(1), window, 1), images, filter);
    private final CapturedRun byImages =
            CapturedRun.of(in -> Convolve.inputGradient(in.get(0), in.get(1), window, 1), gradient, filter);
    private final CapturedRun byFilter =
            CapturedRun.of(in -> Convolve.filterGradient(in.get(0), in.get(1), window, 1), images, gradient);

    @Benchmark
    public Object forward() {
        return forward.run();
    }

    @Benchmark
    public Object gradientByImages() {
        return byImages.run();
    }

    @Benchmark
    public Object gradientByFilter() {
        return byFilter.run();
    }
}
