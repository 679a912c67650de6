package io.kindling.tensor.internal.onednn;

import static io.kindling.tensor.internal.onednn.WinogradAxis.PIXELS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PRODUCTS;

import io.kindling.tensor.Elements;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import java.util.Arrays;

/** The factors made of images, (height, width, channels) each: single pixels, and sums or differences of two. */
final class WinogradPixels {
    /** Pixels of a tile along an axis, including one neighbor on either side. */
    private static final int AROUND = PIXELS + 2;

    /** Tiles of 4 pixels along each axis. */
    private final int rows;

    private final int columns;
    private final int channels;
    /** Whether factors of two pixels are differences, as for convolutions, or sums, as for the gradients of filters. */
    private final boolean areDifferences;
    /**
     * A row of an image, or a combination of two rows: the pixels before each tile, then the first pixels of all tiles,
     * and so on to the pixels after each tile.
     */
    private final float[][] around;

    private final float[] line;

    private WinogradPixels(ConvolutionSizes sizes, boolean areDifferences) {
        this.rows = sizes.window().height().input() / PIXELS;
        this.columns = sizes.window().width().input() / PIXELS;
        this.channels = sizes.inputs();
        this.areDifferences = areDifferences;
        this.around = new float[AROUND][columns * channels];
        this.line = new float[columns * channels];
    }

    /** Returns the factors for a convolution. */
    static WinogradPixels differences(ConvolutionSizes sizes) {
        return new WinogradPixels(sizes, true);
    }

    /** Returns the factors for the gradient with respect to the filter. */
    static WinogradPixels sums(ConvolutionSizes sizes) {
        return new WinogradPixels(sizes, false);
    }

    /**
     * Writes the factor of a product along the height combined with all factors along the width: consecutive matrices
     * (tiles of all images, channels).
     *
     * @param first index of the first image
     */
    void write(int product, Elements pixels, int first, int images, Elements into, int to) {
        int matrix = images * rows * line.length;
        for (int row = 0; row < images * rows; row++, to += line.length) {
            int image = first + row / rows;
            int tile = row % rows * PIXELS;
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                float[] read = around[pixel + 1];
                read(pixels, image, tile + taken(product), pixel, read);
                if (other(product) >= 0) {
                    read(pixels, image, tile + other(product), pixel, line);
                    combine(read, line);
                }
            }
            System.arraycopy(around[PIXELS], 0, around[0], channels, line.length - channels);
            System.arraycopy(around[1], channels, around[PIXELS + 1], 0, line.length - channels);
            for (int across = 0; across < PRODUCTS; across++) {
                into.write(to + across * matrix, across(across), 0, line.length);
            }
        }
    }

    private float[] across(int product) {
        float[] taken = around[taken(product) + 1];
        if (other(product) < 0) {
            return taken;
        }
        System.arraycopy(taken, 0, line, 0, line.length);
        combine(line, around[other(product) + 1]);
        return line;
    }

    private int taken(int product) {
        return areDifferences
                ? WinogradAxis.product(product).taken()
                : WinogradAxis.product(product).pixel();
    }

    /** Returns the second pixel of a factor; negative if there is none. */
    private int other(int product) {
        return areDifferences
                ? WinogradAxis.product(product).subtracted()
                : WinogradAxis.product(product).addedPixel();
    }

    private void combine(float[] taken, float[] other) {
        if (areDifferences) {
            WinogradAxis.subtract(taken, taken, other, other.length);
        } else {
            WinogradAxis.add(taken, other, other.length);
        }
    }

    /** Reads one pixel of each tile in a row; zeros outside the image. */
    private void read(Elements pixels, int image, int row, int pixel, float[] into) {
        int height = rows * PIXELS;
        if (row < 0 || row >= height) {
            Arrays.fill(into, 0);
            return;
        }
        int from = ((image * height + row) * columns * PIXELS + pixel) * channels;
        for (int column = 0; column < columns; column++, from += PIXELS * channels) {
            pixels.read(from, into, column * channels, channels);
        }
    }
}
