package io.kindling.tensor;

/** A window that slides over the two middle axes of images (batch, height, width, channels). */
public record Window(Axis height, Axis width) {
    /**
     * A window along one axis of an image.
     *
     * @param input the image's elements
     * @param size the window's elements
     * @param stride the distance between neighbouring places of the window
     * @param dilation the distance between neighbouring elements of the window; 1 where they touch
     * @param before zeros put before the image
     * @param after zeros put after it
     */
    public record Axis(int input, int size, int stride, int dilation, int before, int after) {
        public Axis {
            atLeast("window size", size, 1);
            atLeast("stride", stride, 1);
            atLeast("dilation", dilation, 1);
            atLeast("padding", Math.min(before, after), 0);
            if (extent(size, dilation) > (long) before + input + after) {
                throw new TensorException("Cannot slide a window of " + extent(size, dilation) + " over " + input
                        + " elements with " + before + " zeros before and " + after + " after: it is larger.");
            }
        }

        /**
         * As many zeros as make the output {@code ceil(input / stride)} long, an odd one at the end, as TensorFlow's SAME.
         */
        public static Axis same(int input, int size, int stride, int dilation) {
            atLeast("stride", stride, 1);
            int output = Math.toIntExact((input + stride - 1L) / stride);
            int zeros = Math.toIntExact(Math.max(0, (output - 1L) * stride + extent(size, dilation) - input));
            return new Axis(input, size, stride, dilation, zeros / 2, zeros - zeros / 2);
        }

        /** No zeros, as TensorFlow's VALID. */
        public static Axis valid(int input, int size, int stride, int dilation) {
            return new Axis(input, size, stride, dilation, 0, 0);
        }

        /** How many places the window takes. */
        public int output() {
            return (before + input + after - (int) extent(size, dilation)) / stride + 1;
        }

        /** The element under an element of the window at a place; outside the image where it is padding. */
        int under(int place, int element) {
            return place * stride - before + element * dilation;
        }

        /** The first place at which an element of the window lies over the image, if it does anywhere. */
        int firstInside(int element) {
            int ahead = before - element * dilation;
            return ahead <= 0 ? 0 : Math.min(output(), (ahead + stride - 1) / stride);
        }

        /** The place after the last at which an element of the window lies over the image. */
        int endInside(int element) {
            int last = input - 1 + before - element * dilation;
            return last < 0 ? 0 : Math.min(output(), last / stride + 1);
        }

        /** The axis of the convolution that leads back from the places to the image; steps are of 1. */
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

        private static void atLeast(String name, int value, int least) {
            if (value < least) {
                throw new TensorException("Invalid " + name + ": " + value + " (at least " + least + ")");
            }
        }
    }

    /** The window that leads back from its places to the images, where there is one. */
    Window reversed() {
        return new Window(height.reversed(), width.reversed());
    }

    /** Whether some window leads back: steps are of 1, and no place lies wholly in the padding. */
    boolean isReversible() {
        return height.isReversible() && width.isReversible();
    }

    /** The elements under the window, for one channel. */
    public int area() {
        return height.size() * width.size();
    }

    /** The images that the window slides over. */
    public Shape images(int count, int channels) {
        return Shape.of(count, height.input(), width.input(), channels);
    }

    /** One element for each place of the window. */
    public Shape places(int count, int channels) {
        return Shape.of(count, height.output(), width.output(), channels);
    }
}
