package io.kindling.tensor;

/**
 * Winograd's F(2, 2) along an axis that a window of 4 moves over by 2, with a zero before and after: as much as three products
 * where a direct kernel has four (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016).
 *
 * <p>On the way back from the places to the image, two neighbouring pixels of the same parity are {@code a f + b g} and
 * {@code b f + c g}, of three neighbouring places and two elements of the window. With {@code m = b (f + g)} they are
 * {@code (a - b) f + m} and {@code m - (b - c) g}. So four pixels in a row, two of each parity, take six products; and the
 * factors made of places are five, as each parity's window begins where the other's has its middle.
 */
final class WinogradAxis {
    /** Pixels that are computed together, and the places that lie over them. */
    static final int PIXELS = 4;

    static final int PLACES = 2;
    static final int WINDOW = 4;

    /**
     * Factors made of the places before, under and behind two places p and q: {@code before - p, p, p - q, q, q - behind}.
     */
    static final int FACTORS = 5;

    /** Products for four pixels: three for the even ones, then three for the odd ones. */
    static final int PRODUCTS = 6;

    private static final int[] FACTOR = {0, 1, 2, 2, 3, 4};
    private static final int[] ELEMENT = {3, 3, 1, 2, 2, 0};
    private static final int[] ADDED = {-1, 1, -1, -1, 0, -1};

    private WinogradAxis() {}

    /** Whether a convolution's axis is such a one, and cut into fours of pixels without a rest. */
    static boolean fits(Window.Axis axis) {
        return axis.equals(Window.Axis.same(axis.input(), WINDOW, 2, 1)) && axis.input() % PIXELS == 0;
    }

    /** Which factor of places a product takes. */
    static int factor(int product) {
        return FACTOR[product];
    }

    /** The element of the window that a product takes as its other factor. */
    static int element(int product) {
        return ELEMENT[product];
    }

    /** The element that is added to {@link #element}; negative where none is. */
    static int added(int product) {
        return ADDED[product];
    }

    static void add(float[] sum, float[] more, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += more[i];
        }
    }

    static void subtract(float[] difference, float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            difference[i] = a[i] - b[i];
        }
    }
}
