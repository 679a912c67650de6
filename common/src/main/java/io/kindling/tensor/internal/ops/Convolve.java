package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.ConvolutionSizes.Kind;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.loop.DirectConvolution;
import io.kindling.tensor.internal.natives.ComputeThread;
import io.kindling.tensor.internal.natives.KernelLibrary;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.FilterWinograd;
import io.kindling.tensor.internal.onednn.ForwardWinograd;
import io.kindling.tensor.internal.onednn.Im2ColConvolution;
import io.kindling.tensor.internal.onednn.OneDnnConvolution;
import io.kindling.tensor.internal.onednn.ReversedConvolution;
import io.kindling.tensor.internal.onednn.StridedFilterGradient;
import io.kindling.tensor.internal.onednn.StridedPointwiseGradient;
import io.kindling.tensor.internal.onednn.TransposedWinograd;
import io.kindling.tensor.internal.onednn.UnfusedEpilogue;
import io.kindling.tensor.internal.onednn.WinogradAxis;

/**
 * Convolutions of images (batch, height, width, channels) with filters (height, width, inputs per group, outputs), and
 * their two gradients. As usual in machine learning, the filter is not flipped (cross-correlation).
 *
 * <p>Where {@link WinogradAxis} applies, an infinity under the window gives NaN, and so do numbers so large that their
 * difference is infinite.
 *
 * <p>Float32 uses oneDNN if it can be loaded ({@link KernelLibrary#PROPERTY}), else matrix products by OpenBLAS; the
 * algorithm is the fastest one for the sizes. With AVX2 or AVX-512, the bits that oneDNN computes for an image (output
 * and input gradient) do not depend on the other images of the batch or on their number; with AVX2 this holds only if
 * the window is no wider than the images. Float64, and sizes that no library handles well, use plain loops.
 */
public final class Convolve {
    private Convolve() {}

    /** Computes the convolution: (batch, output height, output width, outputs). */
    public static Tensor forward(Tensor images, Tensor filter, Window window, int groups) {
        return run(
                new ConvolutionSizes(
                        Kind.FORWARD,
                        images.shape().dim(0),
                        window,
                        images.shape().dim(3),
                        filter.shape().dim(3),
                        groups),
                images,
                filter);
    }

    /**
     * Computes the gradient with respect to the images from the gradient of the output. This is also the transposed
     * convolution.
     */
    public static Tensor inputGradient(Tensor gradient, Tensor filter, Window window, int groups) {
        return run(
                new ConvolutionSizes(
                        Kind.INPUT_GRADIENT,
                        gradient.shape().dim(0),
                        window,
                        filter.shape().dim(2) * groups,
                        gradient.shape().dim(3),
                        groups),
                gradient,
                filter);
    }

    /** Computes the gradient with respect to the filter from the gradient of the output. */
    public static Tensor filterGradient(Tensor images, Tensor gradient, Window window, int groups) {
        return run(
                new ConvolutionSizes(
                        Kind.FILTER_GRADIENT,
                        images.shape().dim(0),
                        window,
                        images.shape().dim(3),
                        gradient.shape().dim(3),
                        groups),
                images,
                gradient);
    }

    private static Tensor run(ConvolutionSizes sizes, Tensor a, Tensor b) {
        Shape shape = sizes.result();
        if (a.shape().size() == 0 || b.shape().size() == 0 || shape.size() == 0) {
            return Tensor.zeros(a.dtype(), shape);
        }
        return a.dtype() == DType.FLOAT32
                ? PreparedKernels.run(sizes, Convolve::prepare, DType.FLOAT32, shape, a, b)
                : PreparedKernels.run(
                        new InDoubles(sizes), it -> new DirectConvolution(it.sizes()), a.dtype(), shape, a, b);
    }

    /** Sizes of a convolution in float64. */
    private record InDoubles(ConvolutionSizes sizes) {}

    /** Returns the kernel for float32 arrays of these sizes. The choice does not depend on the number of images. */
    static PreparedKernel prepare(ConvolutionSizes sizes) {
        if (OneDnn.isUsable()) {
            if (hasFewOutputs(sizes)) {
                return new ReversedConvolution(sizes);
            }
            if (hasFewInputs(sizes)) {
                return new Im2ColConvolution(sizes);
            }
            if (WinogradAxis.supports(sizes)) {
                return winograd(sizes, Epilogue.NONE);
            }
            if (StridedPointwiseGradient.supports(sizes)) {
                return new StridedPointwiseGradient(sizes);
            }
            if (isStridedFilterGradient(sizes)) {
                return new StridedFilterGradient(sizes);
            }
            OneDnnConvolution kernel = OneDnnConvolution.prepare(sizes);
            if (kernel != null) {
                return kernel;
            }
        }
        return sizes.groups() == 1 ? new Im2ColConvolution(sizes) : new DirectConvolution(sizes);
    }

    /**
     * Returns the kernel for float32 arrays of these sizes, fused with an epilogue; no size is 0. Its inputs are those
     * of {@link #forward}, {@link #inputGradient} or {@link #filterGradient}, then the bias. Its bits equal those of
     * the convolution, the addition and the function computed separately.
     */
    public static PreparedKernel prepare(ConvolutionSizes sizes, Epilogue epilogue) {
        ComputeThread.prepare();
        if (OneDnn.isUsable() && WinogradAxis.supports(sizes) && sizes.kind() != Kind.FILTER_GRADIENT) {
            return winograd(sizes, epilogue);
        }
        if (OneDnn.isUsable() && sizes.kind() == Kind.FORWARD && !hasFewOutputs(sizes)) {
            OneDnnConvolution fused = OneDnnConvolution.prepare(sizes, epilogue);
            if (fused != null) {
                return fused;
            }
        }
        return UnfusedEpilogue.of(prepare(sizes), epilogue, sizes.result().dim(-1));
    }

    private static PreparedKernel winograd(ConvolutionSizes sizes, Epilogue epilogue) {
        return switch (sizes.kind()) {
            case FORWARD -> new ForwardWinograd(sizes, epilogue);
            case INPUT_GRADIENT -> new TransposedWinograd(sizes, epilogue);
            case FILTER_GRADIENT -> new FilterWinograd(sizes);
        };
    }

    /**
     * Whether there are so few output channels that oneDNN, which computes 16 channels at a time, would waste most of
     * its work.
     */
    private static boolean hasFewOutputs(ConvolutionSizes sizes) {
        return sizes.kind() != Kind.INPUT_GRADIENT
                && sizes.groups() == 1
                && sizes.window().area() > 1
                && sizes.window().isReversible()
                && areFew(sizes.outputs(), sizes.inputs());
    }

    /** Whether there are so few input channels that oneDNN would waste most of its work, as with few outputs. */
    private static boolean hasFewInputs(ConvolutionSizes sizes) {
        return sizes.kind() == Kind.INPUT_GRADIENT
                && sizes.groups() == 1
                && sizes.window().area() > 1
                && areFew(sizes.inputs(), sizes.outputs());
    }

    /**
     * Whether this is a filter gradient for which oneDNN is limited by memory. oneDNN traverses the images once for
     * every 16 channels; a stride leaves few pixels to compute with, and many channels leave few of them in the cache.
     */
    private static boolean isStridedFilterGradient(ConvolutionSizes sizes) {
        return sizes.kind() == Kind.FILTER_GRADIENT
                && sizes.groups() == 1
                && sizes.window().area() > 1
                && sizes.window().width().stride() > 1
                && Math.min(sizes.inputs(), sizes.outputs()) >= 64;
    }

    private static boolean areFew(int channels, int others) {
        return channels <= 4 && others >= 16 * channels;
    }
}
