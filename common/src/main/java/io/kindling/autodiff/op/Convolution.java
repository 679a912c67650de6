package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.ops.Convolve;

/**
 * Convolutions of images (batch, height, width, channels). A convolution and its two gradients are linear in each of their
 * inputs, and each one's derivatives are the other two operations.
 */
class Convolution extends Comparison {
    /** The window over the images, and the number of channel groups. */
    record Placed(Window window, int groups) {}

    static final OpFamily FAMILY = new OpFamily("convolution");

    /** Inputs (images, filter). */
    static final Op<Placed> CONV2D = FAMILY.<Placed>define(
                    "conv2d",
                    (at, in) -> inferOutput(at, in.get(0), in.get(1)),
                    (at, in) -> Convolve.forward(in.get(0), in.get(1), at.window(), at.groups()))
            .keepsRowsOfFirst()
            .linearInEach()
            .derivatives((call, g) -> byImages(call, g, call.input(1)), (call, g) -> byFilter(call, call.input(0), g));

    /** Inputs (gradient by the output, filter). */
    static final Op<Placed> CONV2D_INPUT_GRADIENT = FAMILY.<Placed>define(
                    "conv2d_input_gradient",
                    (at, in) -> images(at, in.get(0), in.get(1)),
                    (at, in) -> Convolve.inputGradient(in.get(0), in.get(1), at.window(), at.groups()))
            .keepsRowsOfFirst()
            .linearInEach()
            .derivatives((call, g) -> convolved(call, g, call.input(1)), (call, g) -> byFilter(call, g, call.input(0)));

    /** Inputs (images, gradient by the output). */
    static final Op<Placed> CONV2D_FILTER_GRADIENT = FAMILY.<Placed>define(
                    "conv2d_filter_gradient",
                    (at, in) -> filter(at, in.get(0), in.get(1)),
                    (at, in) -> Convolve.filterGradient(in.get(0), in.get(1), at.window(), at.groups()))
            .sumsRows(RowRules::allLeading)
            .linearInEach()
            .derivatives((call, g) -> byImages(call, call.input(1), g), (call, g) -> convolved(call, call.input(0), g));

    Convolution() {}

    /**
     * Sums the images under a window, weighted by a filter, at each position of the window.
     *
     * @param images (batch, height, width, inputs)
     * @param filter (window height, window width, inputs, outputs)
     * @return (batch, output height, output width, outputs)
     */
    public static Tensor conv2d(Tensor images, Tensor filter, Sliding sliding) {
        return conv2d(images, filter, sliding, 1);
    }

    /**
     * Convolves channels in groups: group i of the outputs depends on group i of the inputs only.
     *
     * @param filter (window height, window width, inputs / groups, outputs)
     */
    public static Tensor conv2d(Tensor images, Tensor filter, Sliding sliding, int groups) {
        return bind(CONV2D, placed("convolve", images, filter, sliding, groups), images, filter);
    }

    /**
     * Convolves each channel separately.
     *
     * @param filter (window height, window width, channels, outputs per channel)
     * @return (batch, output height, output width, channels * outputs per channel), each channel's outputs contiguous
     */
    public static Tensor depthwiseConv2d(Tensor images, Tensor filter, Sliding sliding) {
        rank("convolve by", filter);
        Shape shape = filter.shape();
        int channels = shape.dim(2);
        Tensor grouped = Shaping.reshape(
                filter, Shape.of(shape.dim(0), shape.dim(1), 1, Math.multiplyExact(channels, shape.dim(3))));
        return conv2d(images, grouped, sliding, channels);
    }

    /**
     * The transposed convolution: the gradient by its input of the convolution that slides in this way over images of the
     * given height and width. Several image sizes can lead to the size of x; hence the size must be given.
     *
     * @param x (batch, input height, input width, inputs)
     * @param filter (window height, window width, outputs, inputs)
     * @return (batch, height, width, outputs)
     */
    public static Tensor conv2dTranspose(Tensor x, Tensor filter, Sliding sliding, int height, int width) {
        rank("convolve by", filter);
        Shape shape = filter.shape();
        Window window = sliding.over(height, width, shape.dim(0), shape.dim(1));
        return bind(CONV2D_INPUT_GRADIENT, new Placed(window, 1), x, filter);
    }

    private static Placed placed(String verb, Tensor images, Tensor filter, Sliding sliding, int groups) {
        rank(verb, images);
        rank(verb + " by", filter);
        Shape shape = filter.shape();
        return new Placed(sliding.over(images.shape(), shape.dim(0), shape.dim(1)), groups);
    }

    private static Tensor convolved(OpCall<Placed> call, Tensor images, Tensor filter) {
        return bind(CONV2D, call.attributes(), images, filter);
    }

    private static Tensor byImages(OpCall<Placed> call, Tensor gradient, Tensor filter) {
        return bind(CONV2D_INPUT_GRADIENT, call.attributes(), gradient, filter);
    }

    private static Tensor byFilter(OpCall<Placed> call, Tensor images, Tensor gradient) {
        return bind(CONV2D_FILTER_GRADIENT, call.attributes(), images, gradient);
    }

    private static Op.Spec inferOutput(Placed at, Tensor images, Tensor filter) {
        floating(images, filter);
        Shape x = images.shape();
        Shape f = filter.shape();
        checkGroups(at.groups(), f);
        if (x.dim(3) != f.dim(2) * at.groups()) {
            throw new TensorException("Cannot convolve " + x + " by " + f + ": the images have " + x.dim(3)
                    + " channels, the filter expects " + f.dim(2) * at.groups() + inGroups(at.groups()) + ".");
        }
        return new Op.Spec(images.dtype(), at.window().outputShape(x.dim(0), f.dim(3)));
    }

    private static Op.Spec images(Placed at, Tensor gradient, Tensor filter) {
        floating(gradient, filter);
        Shape g = gradient.shape();
        Shape f = filter.shape();
        checkGroups(at.groups(), f);
        if (!g.equals(at.window().outputShape(g.dim(0), f.dim(3)))) {
            throw new TensorException("Cannot convolve " + g + " back by " + f + " to images of "
                    + at.window().height().input() + " by "
                    + at.window().width().input() + ": that needs "
                    + at.window().outputShape(g.dim(0), f.dim(3)) + ".");
        }
        return new Op.Spec(gradient.dtype(), at.window().imageShape(g.dim(0), f.dim(2) * at.groups()));
    }

    private static Op.Spec filter(Placed at, Tensor images, Tensor gradient) {
        floating(images, gradient);
        Shape x = images.shape();
        Shape g = gradient.shape();
        return new Op.Spec(
                images.dtype(),
                Shape.of(at.window().height().size(), at.window().width().size(), x.dim(3) / at.groups(), g.dim(3)));
    }

    private static void floating(Tensor a, Tensor b) {
        Inputs.floating("convolve", a);
        Inputs.sameType("convolve", a, b);
        rank("convolve", a);
        rank("convolve", b);
    }

    private static void rank(String verb, Tensor x) {
        if (x.shape().rank() != 4) {
            throw new TensorException("Cannot " + verb + " " + x.shape() + ": 4 axes are needed, it has "
                    + x.shape().rank() + ".");
        }
    }

    private static void checkGroups(int groups, Shape filter) {
        if (groups < 1 || filter.dim(3) % groups != 0) {
            throw new TensorException("Invalid groups: " + groups + " (at least 1, and a divisor of the filter's "
                    + filter.dim(3) + " outputs)");
        }
    }

    private static String inGroups(int groups) {
        return groups == 1 ? "" : " in " + groups + " groups";
    }
}
