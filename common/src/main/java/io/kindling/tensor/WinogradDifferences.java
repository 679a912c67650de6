package io.kindling.tensor;

import static io.kindling.tensor.WinogradAxis.PIXELS;
import static io.kindling.tensor.WinogradAxis.PRODUCTS;

import java.util.Arrays;

/** The factors that convolutions take of images, (height, width, channels) each: pixels, and differences of two. */
final class WinogradDifferences {
    /** From the pixel before a four to the one behind it. */
    private static final int AROUND = PIXELS + 2;

    /** Fours of pixels along each axis. */
    private final int rows;

    private final int columns;
    private final int channels;
    /** A row of an image, or the difference of two: the pixels before each four, its first ones, and so on to those behind it. */
    private final float[][] around = new float[AROUND][];

    private final float[] line;

    WinogradDifferences(ConvolutionSizes sizes) {
        this.rows = sizes.window().height().input() / PIXELS;
        this.columns = sizes.window().width().input() / PIXELS;
        this.channels = sizes.inputs();
        this.line = new float[columns * channels];
        for (int pixel = 0; pixel < AROUND; pixel++) {
            around[pixel] = new float[line.length];
        }
    }

    /**
     * Writes the factor of a product along the height with all those along the width: a matrix each, (images and fours of
     * rows and columns, channels), one behind the other.
     *
     * @param first which image is the first of so many
     */
    void write(int product, Elements pixels, int first, int images, Elements into, int to) {
        int matrix = images * rows * line.length;
        WinogradAxis.Product along = WinogradAxis.product(product);
        for (int row = 0; row < images * rows; row++, to += line.length) {
            int image = first + row / rows;
            int four = row % rows * PIXELS;
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                float[] read = around[pixel + 1];
                read(pixels, image, four + along.taken(), pixel, read);
                if (along.isDifference()) {
                    read(pixels, image, four + along.subtracted(), pixel, line);
                    WinogradAxis.subtract(read, read, line, line.length);
                }
            }
            System.arraycopy(around[PIXELS], 0, around[0], channels, line.length - channels);
            System.arraycopy(around[1], channels, around[PIXELS + 1], 0, line.length - channels);
            for (int across = 0; across < PRODUCTS; across++) {
                into.write(to + across * matrix, across(WinogradAxis.product(across)), 0, line.length);
            }
        }
    }

    private float[] across(WinogradAxis.Product product) {
        float[] taken = around[product.taken() + 1];
        if (!product.isDifference()) {
            return taken;
        }
        WinogradAxis.subtract(line, taken, around[product.subtracted() + 1], line.length);
        return line;
    }

    /** A pixel of each four of a row; zeros outside of the image. */
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
