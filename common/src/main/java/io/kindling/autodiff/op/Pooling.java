package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.ops.Pool;

/**
 * Maxima and averages of images (batch, height, width, channels) under a window, per channel; padding is ignored. The
 * gradient of a maximum goes to the first of equal elements, as in TensorFlow on a CPU.
 */
class Pooling extends Logic {
    static final OpFamily FAMILY = new OpFamily("pooling");

    static final Op<Window> MAX_POOL = FAMILY.<Window>define(
                    "max_pool", (window, in) -> pooled(window, in.get(0)), (window, in) -> Pool.max(in.get(0), window))
            .keepsRowsOfFirst()
            .derivatives((call, g) -> scatterToMaxima(call.input(0), g, call.attributes()));

    /** Inputs (images, gradient by the maxima). */
    static final Op<Window> MAX_POOL_GRADIENT = FAMILY.<Window>define(
                    "max_pool_gradient",
                    (window, in) -> Op.Spec.like(in.get(0)),
                    (window, in) -> Pool.maxGradient(in.get(0), in.get(1), window))
            .keepsRowsOfFirst()
            .derivatives(null, (call, g) -> pick(call.input(0), g, call.attributes()));

    /** Selects from the second input the elements where the first has its maxima. Inputs (images, others of their shape). */
    static final Op<Window> MAX_POOL_PICK = FAMILY.<Window>define(
                    "max_pool_pick",
                    (window, in) -> pooled(window, in.get(0)),
                    (window, in) -> Pool.pick(in.get(0), in.get(1), window))
            .keepsRowsOfFirst()
            .derivatives(null, (call, g) -> scatterToMaxima(call.input(0), g, call.attributes()));

    static final Op<Window> AVERAGE_POOL = FAMILY.<Window>define(
                    "average_pool",
                    (window, in) -> pooled(window, in.get(0)),
                    (window, in) -> Pool.average(in.get(0), window))
            .keepsRowsOfFirst()
            .derivatives((call, g) -> spreadAverage(g, call.attributes()));

    static final Op<Window> AVERAGE_POOL_GRADIENT = FAMILY.<Window>define(
                    "average_pool_gradient",
                    (window, in) -> new Op.Spec(
                            in.get(0).dtype(),
                            window.imageShape(
                                    in.get(0).shape().dim(0), in.get(0).shape().dim(3))),
                    (window, in) -> Pool.averageGradient(in.get(0), window))
            .keepsRowsOfFirst()
            .derivatives((call, g) -> bind(AVERAGE_POOL, call.attributes(), g));

    Pooling() {}

    /**
     * Computes the maximum under a window at each of its positions.
     *
     * @param images (batch, height, width, channels)
     * @return (batch, output height, output width, channels)
     */
    public static Tensor maxPool(Tensor images, int windowHeight, int windowWidth, Sliding sliding) {
        return bind(MAX_POOL, placed(images, windowHeight, windowWidth, sliding), images);
    }

    /**
     * Computes the average under a window at each of its positions.
     *
     * @param images (batch, height, width, channels)
     * @return (batch, output height, output width, channels)
     */
    public static Tensor averagePool(Tensor images, int windowHeight, int windowWidth, Sliding sliding) {
        return bind(AVERAGE_POOL, placed(images, windowHeight, windowWidth, sliding), images);
    }

    private static Tensor scatterToMaxima(Tensor images, Tensor gradient, Window window) {
        return bind(MAX_POOL_GRADIENT, window, images, gradient);
    }

    private static Tensor pick(Tensor images, Tensor others, Window window) {
        return bind(MAX_POOL_PICK, window, images, others);
    }

    private static Tensor spreadAverage(Tensor gradient, Window window) {
        return bind(AVERAGE_POOL_GRADIENT, window, gradient);
    }

    private static Window placed(Tensor images, int height, int width, Sliding sliding) {
        Shape shape = images.shape();
        if (shape.rank() != 4) {
            throw new TensorException("Cannot pool " + shape + ": 4 axes are needed, it has " + shape.rank() + ".");
        }
        if (sliding.dilationHeight() != 1 || sliding.dilationWidth() != 1) {
            throw new TensorException("Cannot pool under a dilated window: dilation " + sliding.dilationHeight()
                    + " by " + sliding.dilationWidth() + ", only 1 is supported.");
        }
        return sliding.over(shape, height, width);
    }

    private static Op.Spec pooled(Window window, Tensor images) {
        Inputs.floating("pool", images);
        return new Op.Spec(
                images.dtype(),
                window.outputShape(images.shape().dim(0), images.shape().dim(3)));
    }
}
