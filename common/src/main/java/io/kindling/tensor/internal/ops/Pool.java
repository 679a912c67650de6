package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PoolingSizes;
import io.kindling.tensor.internal.kernel.PoolingSizes.Kind;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.loop.DirectPooling;
import io.kindling.tensor.internal.natives.KernelLibrary;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.OneDnnPooling;

/**
 * Max and average pooling of images (batch, height, width, channels), channel by channel. Padding is ignored. A NaN is
 * never a maximum; of equal elements the first is the maximum.
 *
 * <p>Float32 uses oneDNN if it can be loaded ({@link KernelLibrary#PROPERTY}), else plain loops.
 */
public final class Pool {
    private Pool() {}

    /** Returns the maximum at each output position. */
    public static Tensor max(Tensor images, Window window) {
        return run(Kind.MAX, window, images);
    }

    /**
     * Computes the gradient with respect to the images from the gradient of the maxima; it flows to the first maximum
     * of each window.
     */
    public static Tensor maxGradient(Tensor images, Tensor gradient, Window window) {
        return run(Kind.MAX_GRADIENT, window, images, gradient);
    }

    /** Returns the elements of {@code others} at the first maximum of each window over {@code images}. */
    public static Tensor pick(Tensor images, Tensor others, Window window) {
        return run(Kind.PICK, window, images, others);
    }

    /** Returns the average at each output position. */
    public static Tensor average(Tensor images, Window window) {
        return run(Kind.AVERAGE, window, images);
    }

    /** Computes the gradient with respect to the images from the gradient of the averages. */
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

    /** The sizes of pooling in float64. */
    private record InDoubles(PoolingSizes sizes) {}

    /**
     * Returns the kernel for float32 images of these sizes, none of which is 0. Its inputs are those of the eager
     * function.
     */
    public static PreparedKernel prepare(PoolingSizes sizes) {
        return OneDnn.isUsable() && OneDnnPooling.supports(sizes) ? new OneDnnPooling(sizes) : new DirectPooling(sizes);
    }
}
