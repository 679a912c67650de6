package io.kindling.tensor.internal.kernel;

import io.kindling.tensor.Shape;
import io.kindling.tensor.TensorException;

/** A window that slides over the two middle axes of images (batch, height, width, channels). */
public record Window(Axis height, Axis width) {
    /**
     * A window along one axis of an image.
     *
     * @param input size of the image
     * @param size size of the window
     * @param stride distance between adjacent positions of the window
     * @param dilation distance between adjacent elements of the window; 1 if they are contiguous
     * @param before zeros padded before the image
     * @param after zeros padded after the image
     */
    public record Axis(int input, int size, int stride, int dilation, int before, int after) {
        public Axis {
            atLeast("window size", size, 1);
            atLeast("stride", stride, 1);
            atLeast("dilation", dilation, 1);
            atLeast("padding", Math.min(before, after), 0);
            if (extent(size, dilation) > (long) before + input + after) {
                throw new TensorException("Cannot slide a window of " + extent(size, dilation) + " over " + input
                        + " elements with " + before + " zeros before and " + after + " after: the window is larger.");
            }
        }

        /**
         * Returns a window padded so that the output has {@code ceil(input / stride)} elements, as TensorFlow's SAME;
         * an odd zero is added at the end.
         */
        public static Axis same(int input, int size, int stride, int dilation) {
            atLeast("stride", stride, 1);
            int output = Math.toIntExact((input + stride - 1L) / stride);
            int zeros = Math.toIntExact(Math.max(0, (output - 1L) * stride + extent(size, dilation) - input));
            return new Axis(input, size, stride, dilation, zeros / 2, zeros - zeros / 2);
        }

        /** Returns a window without padding, as TensorFlow's VALID. */
        public static Axis valid(int input, int size, int stride, int dilation) {
            return new Axis(input, size, stride, dilation, 0, 0);
        }

        /** Returns the number of positions of the window. */
        public int output() {
            return (before + input + after - (int) extent(size, dilation)) / stride + 1;
        }

        /**
         * Returns the index of the image element under a window element at a position; it is out of range in the
         * padding.
         */
        public int under(int place, int element) {
            return place * stride - before + element * dilation;
        }

        /** Returns the first position at which a window element lies over the image, if there is one. */
        public int firstInside(int element) {
            int outside = before - element * dilation;
            return outside <= 0 ? 0 : Math.min(output(), (outside + stride - 1) / stride);
        }

        /** Returns the position after the last one at which a window element lies over the image. */
        public int endInside(int element) {
            int last = input - 1 + before - element * dilation;
            return last < 0 ? 0 : Math.min(output(), last / stride + 1);
        }

        /** Returns the axis of the reverse convolution, which maps the output back to the image; its stride is 1. */
        private Axis reversed() {
            int reach = (int) extent(size, dilation) - 1;
            return new Axis(output(), size, stride, dilation, reach - before, reach - after);
        }

        private boolean isReversible() {
            long reach = extent(size, dilation) - 1;
            return stride == 1 && before <= reach && after <= reach;
        }

        private static long extent(int size, int dilation) {
            return (size - 1L) * dilation + 1;
        }

        private static void atLeast(String name, int value, int minimum) {
            if (value < minimum) {
                throw new TensorException("Invalid " + name + ": " + value + " (at least " + minimum + ")");
            }
        }
    }

    /** Returns the window of the reverse convolution, which maps the output back to the images, if there is one. */
    public Window reversed() {
        return new Window(height.reversed(), width.reversed());
    }

    /** Returns whether a reverse convolution exists: the stride is 1, and no window lies wholly in the padding. */
    public boolean isReversible() {
        return height.isReversible() && width.isReversible();
    }

    /** Returns the number of elements of the window, for one channel. */
    public int area() {
        return height.size() * width.size();
    }

    /** Returns the shape of the images. */
    public Shape imageShape(int count, int channels) {
        return Shape.of(count, height.input(), width.input(), channels);
    }

    /** Returns the shape of the output: one element for each position of the window. */
    public Shape outputShape(int count, int channels) {
        return Shape.of(count, height.output(), width.output(), channels);
    }
}
