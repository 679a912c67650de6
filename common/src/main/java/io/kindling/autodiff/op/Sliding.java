package io.kindling.autodiff.op;

import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.kernel.Window;

/**
 * How a window slides over images: padding, strides and dilations. Start from {@link #SAME} or {@link #VALID}.
 */
public record Sliding(Padding padding, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth) {
    /** The padding at the borders. */
    public enum Padding {
        /** Zeros, for {@code ceil(size / stride)} window positions; an odd zero is added at the end. */
        SAME,
        /** None: the window stays inside the images. */
        VALID
    }

    /** Stride 1, with zero padding that keeps the size of the images. */
    public static final Sliding SAME = new Sliding(Padding.SAME, 1, 1, 1, 1);

    /** Stride 1, without padding. */
    public static final Sliding VALID = new Sliding(Padding.VALID, 1, 1, 1, 1);

    /** Returns a copy with these strides. */
    public Sliding stride(int height, int width) {
        return new Sliding(padding, height, width, dilationHeight, dilationWidth);
    }

    /** Returns a copy with this stride on both axes. */
    public Sliding stride(int both) {
        return stride(both, both);
    }

    /** Returns a copy with these dilations: the distances between the window's elements. */
    public Sliding dilation(int height, int width) {
        return new Sliding(padding, strideHeight, strideWidth, height, width);
    }

    /** Returns a copy with this dilation on both axes. */
    public Sliding dilation(int both) {
        return dilation(both, both);
    }

    /** Returns a window of this size that slides in this way over images (batch, height, width, channels). */
    public Window over(Shape images, int height, int width) {
        return over(images.dim(1), images.dim(2), height, width);
    }

    Window over(int imageHeight, int imageWidth, int height, int width) {
        return new Window(
                axis(imageHeight, height, strideHeight, dilationHeight),
                axis(imageWidth, width, strideWidth, dilationWidth));
    }

    private Window.Axis axis(int input, int size, int stride, int dilation) {
        return padding == Padding.SAME
                ? Window.Axis.same(input, size, stride, dilation)
                : Window.Axis.valid(input, size, stride, dilation);
    }
}
