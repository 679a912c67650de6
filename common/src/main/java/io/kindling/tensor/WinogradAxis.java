package io.kindling.tensor;

/**
 * Winograd's F(2, 2) along an axis that a window of 4 moves over by 2, with a zero before and after: as much as three products
 * where a direct kernel has four (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016).
 *
 * <p>On the way back from the places to the image, two neighbouring pixels of the same parity are {@code a f + b g} and
 * {@code b f + c g}, of three neighbouring places and two elements of the window. With {@code m = b (f + g)} they are
 * {@code (a - b) f + m} and {@code m - (b - c) g}. So four pixels in a row, two of each parity, take six products; and the
 * factors made of places are five, as each parity's window begins where the other's has its middle.
 *
 * <p>On the way to the places, two neighbouring ones are {@code a f + b g} and {@code b f + c g} of three pixels two apart, for
 * the even and for the odd elements of the window: {@code (a - b) f + m} and {@code (c - b) g + m}. Both parities are added.
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

    static final int OF_A_PARITY = PRODUCTS / 2;

    /** With fewer, sums and differences cost more than the products that they save. */
    private static final int LEAST_CHANNELS = 96;

    /** Of a pixel times those of a place: with more, the factors of the filter would take more than 150 MB. */
    private static final long MOST_CHANNELS = 1L << 20;

    /** Fours by four of pixels: of fewer, products are smaller than the filters that they stream through the cache. */
    private static final int LEAST_TILES = 25;

    /** More leave the cache. */
    private static final int MOST_TILES = 576;

    /** Elements of an array that Java can address. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private static final int NONE = -1;

    /**
     * The factors on the way back, and on the way to the places, of pixels x (x-1 before the four, x4 behind it) and places
     * (b before, p and q under, e behind): {@code w3 (b - p), (w3 + w1) p, w1 (p - q), w2 (p - q), (w2 + w0) q, w0 (q - e)} and
     * {@code w3 (x4 - x2), (w3 + w1) x2, w1 (x0 - x2), w2 (x3 - x1), (w2 + w0) x1, w0 (x-1 - x1)}.
     */
    private static final Product[] TABLE = {
        new Product(0, 3, NONE, 0, NONE, 4, 2),
        new Product(1, 3, 1, 0, 2, 2, NONE),
        new Product(2, 1, NONE, 2, NONE, 0, 2),
        new Product(2, 2, NONE, 1, NONE, 3, 1),
        new Product(3, 2, 0, 1, 3, 1, NONE),
        new Product(4, 0, NONE, 3, NONE, -1, 1)
    };

    private static final int[] ELEMENT_AT = {4, 1, 3, 0};

    /**
     * One of the products.
     *
     * @param factor which factor of places it takes
     * @param element the element of the window that is its other factor
     * @param added the element that is added to that; negative where none is
     * @param pixel the first pixel that it is part of: the third product of a parity is subtracted, others are added
     * @param addedPixel the other pixel that it is part of; negative where there is none
     * @param taken of a convolution, the pixel that it takes as a factor, from -1, before the four, to 4, behind them
     * @param subtracted the pixel that is subtracted from that; negative where none is
     */
    record Product(int factor, int element, int added, int pixel, int addedPixel, int taken, int subtracted) {}

    private WinogradAxis() {}

    /**
     * So many images that products are large and all stays in the cache; where oneDNN lets a row's bits depend on how many
     * there are ({@link RowTiles}), one.
     */
    static int imagesAtOnce() {
        return OneDnn.hasAvx512() ? 2 : 1;
    }

    /**
     * Whether both axes of a convolution are such ones, of whole fours of pixels, and of a size at which fewer products pay,
     * be it for one image. The count of images decides only where an array has 2 GB.
     */
    static boolean serves(ConvolutionSizes sizes) {
        Window window = sizes.window();
        if (sizes.groups() > 1 || !fits(window.height()) || !fits(window.width())) {
            return false;
        }
        long tiles = (long) window.height().input() / PIXELS * (window.width().input() / PIXELS);
        return tiles >= LEAST_TILES
                && tiles <= MOST_TILES
                && Math.min(sizes.inputs(), sizes.outputs()) >= LEAST_CHANNELS
                && (long) sizes.inputs() * sizes.outputs() <= MOST_CHANNELS
                && Math.max(sizes.images().size(), sizes.outcome().size()) <= MOST_ELEMENTS;
    }

    private static boolean fits(Window.Axis axis) {
        return axis.equals(Window.Axis.same(axis.input(), WINDOW, 2, 1)) && axis.input() % PIXELS == 0;
    }

    static Product product(int index) {
        return TABLE[index];
    }

    /**
     * Makes of six products, one behind the other from a place on, what they are parts of: the four pixels, or with sums of
     * pixels as factors the gradients of the window's four elements. They are left where {@link #pixelAt} and
     * {@link #elementAt} say.
     */
    static void combine(float[][] products, int first, int length) {
        for (int parity = first; parity < first + PRODUCTS; parity += OF_A_PARITY) {
            add(products[parity], products[parity + 1], length);
            subtract(products[parity + 1], products[parity + 1], products[parity + 2], length);
        }
    }

    /** Where {@link #combine} leaves a pixel of four. */
    static int pixelAt(int pixel) {
        return pixel / 2 + pixel % 2 * OF_A_PARITY;
    }

    /** Where {@link #combine} leaves the gradient of an element of the window. */
    static int elementAt(int element) {
        return ELEMENT_AT[element];
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
