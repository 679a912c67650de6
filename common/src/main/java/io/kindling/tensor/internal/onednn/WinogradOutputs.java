package io.kindling.tensor.internal.onednn;

import static io.kindling.tensor.internal.onednn.WinogradAxis.FACTORS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.POSITIONS;

import io.kindling.tensor.Elements;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;

/**
 * The output positions of several images, (height, width, channels) each, and the factors that {@link WinogradAxis}
 * makes of them.
 */
final class WinogradOutputs {
    /** Tiles of 2 output positions along each axis. */
    private final int rows;

    private final int columns;
    private final int channels;
    /**
     * Output rows, split by the parity of the column. Each image has a row of zeros before and after it; odd rows begin
     * with a position of zeros, even rows end with one.
     */
    private final float[][] even;

    private final float[][] odd;

    /** A factor along the height, split by the parity of the column; and the same from the second position on. */
    private final float[] evens;

    private final float[] odds;
    private final float[] nextEvens;
    private final float[] nextOdds;
    private final float[] difference;

    /** @param images largest number of images per {@link #read} */
    WinogradOutputs(ConvolutionSizes sizes, int images) {
        this.rows = sizes.window().height().output() / POSITIONS;
        this.columns = sizes.window().width().output() / POSITIONS;
        this.channels = sizes.outputs();
        this.even = new float[images * rowsPerImage()][(columns + 1) * channels];
        this.odd = new float[images * rowsPerImage()][(columns + 1) * channels];
        this.evens = new float[(columns + 1) * channels];
        this.odds = new float[evens.length];
        this.nextEvens = new float[columns * channels];
        this.nextOdds = new float[columns * channels];
        this.difference = new float[columns * channels];
    }

    private int rowsPerImage() {
        return rows * POSITIONS + 2;
    }

    /** Reads {@code images} images, beginning with image {@code first}. */
    void read(Elements places, int first, int images) {
        for (int image = 0; image < images; image++) {
            for (int row = 0; row < rows * POSITIONS; row++) {
                int from = ((first + image) * rows * POSITIONS + row) * columns * POSITIONS * channels;
                int at = image * rowsPerImage() + 1 + row;
                for (int column = 0; column < columns; column++, from += POSITIONS * channels) {
                    places.read(from, even[at], column * channels, channels);
                    places.read(from + channels, odd[at], (column + 1) * channels, channels);
                }
            }
        }
    }

    /**
     * Writes a factor along the height combined with all factors along the width: consecutive matrices (tiles of all
     * images, channels).
     */
    void write(int factor, int images, Elements into, int to) {
        int line = columns * channels;
        int matrix = images * rows * line;
        for (int row = 0; row < images * rows; row++, to += line) {
            int first = row / rows * rowsPerImage() + row % rows * POSITIONS;
            along(factor, even, first, evens);
            along(factor, odd, first, odds);
            System.arraycopy(evens, channels, nextEvens, 0, line);
            System.arraycopy(odds, channels, nextOdds, 0, line);
            for (int across = 0; across < FACTORS; across++) {
                into.write(
                        to + across * matrix,
                        switch (across) {
                            case 0 -> difference(odds, evens);
                            case 1 -> evens;
                            case 2 -> difference(evens, nextOdds);
                            case 3 -> nextOdds;
                            default -> difference(nextOdds, nextEvens);
                        },
                        0,
                        line);
            }
        }
    }

    private static void along(int factor, float[][] lines, int first, float[] into) {
        int line = first + factor / 2;
        if (factor % 2 == 0) {
            WinogradAxis.subtract(into, lines[line], lines[line + 1], into.length);
        } else {
            System.arraycopy(lines[line + 1], 0, into, 0, into.length);
        }
    }

    private float[] difference(float[] a, float[] b) {
        WinogradAxis.subtract(difference, a, b, difference.length);
        return difference;
    }
}
