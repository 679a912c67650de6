package io.kindling.tensor;

import io.kindling.tensor.ConvolutionSizes.Kind;

/**
 * Convolutions of images (batch, height, width, channels) with filters (height, width, inputs of a group, outputs), and
 * their two gradients; as everywhere in machine learning, the filter is not turned round.
 *
 * <p>Where {@link WinogradAxis} serves, an infinity under the window gives NaN, as do numbers so great that their difference is infinite.
 *
 * <p>Float32 by oneDNN where it can be loaded ({@link KernelLibrary#PROPERTY}), else as matrix products by OpenBLAS; each
 * in the way that is fastest for its sizes. With AVX2 or AVX-512, an image of oneDNN's outcome and input gradient has the
 * same bits whatever the other images are and however many; with AVX2 only where the window is no wider than the images. Float64, and what no library serves well, by plain loops.
 */
public final class Convolve {
    private Convolve() {}

    /** What the window makes of the images: (batch, places, places, outputs). */
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

    /** The gradient by the images, given that by the outcome; also the transposed convolution. */
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

    /** The gradient by the filter, given that by the outcome. */
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

    /** The kernel for float32 images and filters of these sizes; which it is does not depend on their count. */
    static PreparedKernel prepare(ConvolutionSizes sizes) {
        if (OneDnn.isUsable()) {
            if (hasFewOutputs(sizes)) {
                return new ReversedConvolution(sizes);
            }
            if (hasFewInputs(sizes)) {
                return new PatchConvolution(sizes);
            }
            if (WinogradAxis.serves(sizes)) {
                return winograd(sizes, Epilogue.NONE);
            }
            if (SinglePixels.serves(sizes)) {
                return new SinglePixels(sizes);
            }
            if (isFilterGradientInStrides(sizes)) {
                return new FilterProducts(sizes);
            }
            OneDnnConvolution kernel = OneDnnConvolution.prepare(sizes);
            if (kernel != null) {
                return kernel;
            }
        }
        return sizes.groups() == 1 ? new PatchConvolution(sizes) : new DirectConvolution(sizes);
    }

    /**
     * The kernel for float32 images and filters of these sizes, none of which is 0, and what follows it. Its inputs are those
     * of {@link #forward}, {@link #inputGradient} or {@link #filterGradient} and the bias, its bits those of the convolution,
     * the sum and the function one after the other.
     */
    public static PreparedKernel prepare(ConvolutionSizes sizes, Epilogue epilogue) {
        ComputeThread.prepare();
        if (OneDnn.isUsable() && WinogradAxis.serves(sizes) && sizes.kind() != Kind.FILTER_GRADIENT) {
            return winograd(sizes, epilogue);
        }
        if (OneDnn.isUsable() && sizes.kind() == Kind.FORWARD && !hasFewOutputs(sizes)) {
            OneDnnConvolution fused = OneDnnConvolution.prepare(sizes, epilogue);
            if (fused != null) {
                return fused;
            }
        }
        return SecondPass.of(prepare(sizes), epilogue, sizes.result().dim(-1));
    }

    private static PreparedKernel winograd(ConvolutionSizes sizes, Epilogue epilogue) {
        return switch (sizes.kind()) {
            case FORWARD -> new ForwardWinograd(sizes, epilogue);
            case INPUT_GRADIENT -> new TransposedWinograd(sizes, epilogue);
            case FILTER_GRADIENT -> new FilterWinograd(sizes);
        };
    }

    /** oneDNN's kernels work on 16 channels at a time, and waste what is missing of them here. */
    private static boolean hasFewOutputs(ConvolutionSizes sizes) {
        return sizes.kind() != Kind.INPUT_GRADIENT
                && sizes.groups() == 1
                && sizes.window().area() > 1
                && sizes.window().isReversible()
                && areFew(sizes.outputs(), sizes.inputs());
    }

    /** As with few outputs. */
    private static boolean hasFewInputs(ConvolutionSizes sizes) {
        return sizes.kind() == Kind.INPUT_GRADIENT
                && sizes.groups() == 1
                && sizes.window().area() > 1
                && areFew(sizes.inputs(), sizes.outputs());
    }

    /**
     * oneDNN walks through the images once for each 16 channels. Where strides leave few pixels to compute with and many
     * channels leave few of them in a part of the cache, it waits for memory.
     */
    private static boolean isFilterGradientInStrides(ConvolutionSizes sizes) {
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
