package io.kindling.autodiff.op;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Window;

/**
 * How a window slides over images: what stands at the borders, how far a step goes, how far its elements lie apart.
 * Begin with {@link #SAME} or {@link #VALID}.
 */
public record Sliding(Padding padding, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth) {
    /** What stands at the borders. */
    public enum Padding {
        /** Zeros, so many that there are {@code ceil(size / stride)} places; an odd one stands at the end. */
        SAME,
        /** Nothing: the window stays inside. */
        VALID
    }

    /** Steps of 1 over images with zeros around them. */
    public static final Sliding SAME = new Sliding(Padding.SAME, 1, 1, 1, 1);

    /** Steps of 1 inside the images. */
    public static final Sliding VALID = new Sliding(Padding.VALID, 1, 1, 1, 1);

    /** The same with other steps. */
    public Sliding stride(int height, int width) {
        return new Sliding(padding, height, width, dilationHeight, dilationWidth);
    }

    /** The same with other steps, equal on both axes. */
    public Sliding stride(int both) {
        return stride(both, both);
    }

    /** The same with the window's elements so far apart. */
    public Sliding dilation(int height, int width) {
        return new Sliding(padding, strideHeight, strideWidth, height, width);
    }

    /** The same with the window's elements so far apart on both axes. */
    public Sliding dilation(int both) {
        return dilation(both, both);
    }

    /** A window of a size sliding so over images (batch, height, width, channels). */
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
