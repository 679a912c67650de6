package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.natives.OneDnn;

/**
 * Winograd's minimal filtering F(2, 2) along one axis, for a window of 4 with stride 2 and one zero of padding on
 * either side: three products instead of four (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 * 2016).
 *
 * <p>Transposed convolution: two adjacent pixels of the same parity are {@code a f + b g} and {@code b f + c g}, where
 * a, b, c are three adjacent output positions and f, g two elements of the window. With {@code m = b (f + g)} they
 * equal {@code (a - b) f + m} and {@code m - (b - c) g}. So four adjacent pixels, two of each parity, take six
 * products. Only five different factors are made of the positions, because the window of one parity begins at the
 * middle of the other's.
 *
 * <p>Convolution: two adjacent output positions are {@code a f + b g} and {@code b f + c g}, where a, b, c are three
 * pixels two apart, once for the even and once for the odd elements of the window. They equal {@code (a - b) f + m} and
 * {@code (c - b) g + m}. The results of both parities are added.
 */
public final class WinogradAxis {
    /** Pixels of a tile, and the output positions that cover them. */
    static final int PIXELS = 4;

    static final int POSITIONS = 2;
    static final int WINDOW = 4;

    /**
     * Number of factors made of two adjacent output positions p and q and their neighbors:
     * {@code before - p, p, p - q, q, q - after}.
     */
    static final int FACTORS = 5;

    /** Products of a tile: three for the even pixels, then three for the odd ones. */
    static final int PRODUCTS = 6;

    static final int PRODUCTS_PER_PARITY = PRODUCTS / 2;

    /** With fewer channels, sums and differences cost more than the saved products. */
    private static final int MIN_CHANNELS = 96;

    /**
     * Limit on input channels times output channels: beyond it the factors of the filter would take more than 150 MB.
     */
    private static final long MAX_CHANNEL_PRODUCT = 1L << 20;

    /**
     * Minimum number of 4x4 pixel tiles: with fewer, the products are smaller than the filter factors that they stream
     * through the cache.
     */
    private static final int MIN_TILES = 25;

    /** Maximum number of tiles: more do not fit the cache. */
    private static final int MAX_TILES = 576;

    /** Largest array, in elements, that a Java buffer can address. */
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private static final int NONE = -1;

    /**
     * The products of the transposed convolution, then those of the convolution. They are made of the window elements
     * w0 to w3, the pixels x0 to x3 with the neighbors x-1 and x4, and the positions p and q with the neighbors b
     * before and e after them: {@code w3 (b - p), (w3 + w1) p, w1 (p - q), w2 (p - q), (w2 + w0) q, w0 (q - e)} and
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
     * One of the six products.
     *
     * @param factor index of its factor made of output positions
     * @param element the window element that is the other factor
     * @param added the window element added to that; negative if none
     * @param pixel the first pixel it contributes to: the third product of a parity is subtracted, the others are added
     * @param addedPixel the other pixel it contributes to; negative if none
     * @param taken for a convolution, the pixel that is its factor, from -1 (before the tile) to 4 (after it)
     * @param subtracted the pixel subtracted from that; negative if none
     */
    record Product(int factor, int element, int added, int pixel, int addedPixel, int taken, int subtracted) {}

    private WinogradAxis() {}

    /**
     * Returns the number of images per block, so that products are large and everything fits the cache. It is 1 where
     * the bits of a row depend on the number of rows in oneDNN ({@link TiledMatMul}).
     */
    static int imagesPerBlock() {
        return OneDnn.hasAvx512() ? 2 : 1;
    }

    /**
     * Returns whether both axes of a convolution have such a window and a multiple of 4 pixels, and whether fewer
     * products pay off at its sizes, even for one image. The number of images matters only if an array exceeds 2 GB.
     */
    public static boolean supports(ConvolutionSizes sizes) {
        Window window = sizes.window();
        if (sizes.groups() > 1 || !fits(window.height()) || !fits(window.width())) {
            return false;
        }
        long tiles = (long) window.height().input() / PIXELS * (window.width().input() / PIXELS);
        return tiles >= MIN_TILES
                && tiles <= MAX_TILES
                && Math.min(sizes.inputs(), sizes.outputs()) >= MIN_CHANNELS
                && (long) sizes.inputs() * sizes.outputs() <= MAX_CHANNEL_PRODUCT
                && Math.max(sizes.images().size(), sizes.output().size()) <= MAX_ELEMENTS;
    }

    private static boolean fits(Window.Axis axis) {
        return axis.equals(Window.Axis.same(axis.input(), WINDOW, 2, 1)) && axis.input() % PIXELS == 0;
    }

    static Product product(int index) {
        return TABLE[index];
    }

    /**
     * Combines six products, at consecutive indices from {@code first} on, into the values they contribute to: the four
     * pixels or, if the factors are sums of pixels, the gradients of the window's four elements. The results are left
     * at the indices {@link #pixelAt} and {@link #elementAt}.
     */
    static void combine(float[][] products, int first, int length) {
        for (int parity = first; parity < first + PRODUCTS; parity += PRODUCTS_PER_PARITY) {
            add(products[parity], products[parity + 1], length);
            subtract(products[parity + 1], products[parity + 1], products[parity + 2], length);
        }
    }

    /** Returns where {@link #combine} leaves a pixel of a tile. */
    static int pixelAt(int pixel) {
        return pixel / 2 + pixel % 2 * PRODUCTS_PER_PARITY;
    }

    /** Returns where {@link #combine} leaves the gradient of a window element. */
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
