package io.kindling.tensor;

import static io.kindling.tensor.WinogradAxis.PIXELS;
import static io.kindling.tensor.WinogradAxis.PRODUCTS;

/** The factors that the gradients of filters take of images, (height, width, channels) each: sums of pixels. */
final class WinogradPixels {
    /** Fours of pixels along each axis. */
    private final int rows;

    private final int columns;
    private final int channels;
    /** A row of an image, or the sum of two, in four: each four's first pixels, then the second ones, ... */
    private final float[][] sums = new float[PIXELS][];

    private final float[] line;

    WinogradPixels(ConvolutionSizes sizes) {
        this.rows = sizes.window().height().input() / PIXELS;
        this.columns = sizes.window().width().input() / PIXELS;
        this.channels = sizes.inputs();
        this.line = new float[columns * channels];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            sums[pixel] = new float[line.length];
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
        int added = WinogradAxis.product(product).addedPixel();
        for (int row = 0; row < images * rows; row++, to += line.length) {
            int at = (first * rows + row) * PIXELS;
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                read(pixels, at + WinogradAxis.product(product).pixel(), pixel, sums[pixel]);
                if (added >= 0) {
                    read(pixels, at + added, pixel, line);
                    WinogradAxis.add(sums[pixel], line, line.length);
                }
            }
            for (int across = 0; across < PRODUCTS; across++) {
                float[] factor = sums[WinogradAxis.product(across).pixel()];
                if (WinogradAxis.product(across).addedPixel() >= 0) {
                    System.arraycopy(factor, 0, line, 0, line.length);
                    WinogradAxis.add(line, sums[WinogradAxis.product(across).addedPixel()], line.length);
                    factor = line;
                }
                into.write(to + across * matrix, factor, 0, line.length);
            }
        }
    }

    private void read(Elements pixels, int row, int pixel, float[] into) {
        int from = (row * columns * PIXELS + pixel) * channels;
        for (int column = 0; column < columns; column++, from += PIXELS * channels) {
            pixels.read(from, into, column * channels, channels);
        }
    }
}
