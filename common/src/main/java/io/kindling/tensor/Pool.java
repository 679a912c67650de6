package io.kindling.tensor;

import io.kindling.tensor.PoolingSizes.Kind;

/**
 * Maxima and averages of images (batch, height, width, channels) under a sliding window, channel by channel. Only elements
 * of the images count, not the padding. A NaN is never a maximum; of equal ones the first is.
 *
 * <p>Float32 by oneDNN where it can be loaded ({@link KernelLibrary#PROPERTY}), else by plain loops.
 */
public final class Pool {
    private Pool() {}

    /** The maximum at each place. */
    public static Tensor max(Tensor images, Window window) {
        return run(Kind.MAX, window, images);
    }

    /** The gradient by the images, given that by their maxima: it goes to the first maximum of each place. */
    public static Tensor maxGradient(Tensor images, Tensor gradient, Window window) {
        return run(Kind.MAX_GRADIENT, window, images, gradient);
    }

    /** The elements of {@code others} where the images have the first maximum of each place. */
    public static Tensor pick(Tensor images, Tensor others, Window window) {
        return run(Kind.PICK, window, images, others);
    }

    /** The average at each place. */
    public static Tensor average(Tensor images, Window window) {
        return run(Kind.AVERAGE, window, images);
    }

    /** The gradient by the images, given that by their averages. */
    public static Tensor averageGradient(Tensor gradient, Window window) {
        return run(Kind.AVERAGE_GRADIENT, window, gradient);
    }

    private static Tensor run(Kind kind, Window window, Tensor... inputs) {
        Tensor first = inputs[0];
        PoolingSizes sizes = new PoolingSizes(
                kind, first.shape().dim(0), window, first.shape().dim(3));
        Shape shape = sizes.result();
        if (first.shape().size() == 0) {
            return Tensor.zeros(first.dtype(), shape);
        }
        return first.dtype() == DType.FLOAT32
                ? PreparedKernels.run(sizes, Pool::prepare, DType.FLOAT32, shape, inputs)
                : PreparedKernels.run(
                        new InDoubles(sizes), it -> new DirectPooling(it.sizes()), first.dtype(), shape, inputs);
    }

    /** Sizes of a pooling in float64. */
    private record InDoubles(PoolingSizes sizes) {}

    /** The kernel for float32 images of these sizes, none of which is 0. Its inputs are those of the eager function. */
    public static PreparedKernel prepare(PoolingSizes sizes) {
        return OneDnn.isUsable() && OneDnnPooling.serves(sizes) ? new OneDnnPooling(sizes) : new DirectPooling(sizes);
    }
}
