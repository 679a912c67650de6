package io.kindling.tensor.internal.onednn;

import static io.kindling.tensor.internal.onednn.WinogradAxis.PRODUCTS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.WINDOW;

import io.kindling.tensor.Elements;

/** The factors that {@link WinogradAxis} makes of a filter along both axes: one matrix for each product. */
final class WinogradFilter {
    private static final int TAPS = WINDOW * WINDOW;

    /** Elements of each matrix computed per chunk, so that they fit the fastest cache. */
    private static final int CHUNK = 512;

    private final int matrix;
    private final float[][] taps = new float[TAPS][CHUNK];
    /** Factors along the height, for each window element along the width. */
    private final float[][] along = new float[WINDOW][CHUNK];

    private final float[] sum = new float[CHUNK];

    /** @param matrix number of filter elements per window element */
    WinogradFilter(int matrix) {
        this.matrix = matrix;
    }

    /** Returns the number of bytes that {@link #write} writes. */
    long bytes() {
        return (long) PRODUCTS * PRODUCTS * matrix * Float.BYTES;
    }

    /** Writes the factors of a filter consecutively, those with the same factor along the height together. */
    void write(Elements filter, int from, Elements into, int to) {
        for (int first = 0; first < matrix; first += CHUNK) {
            int count = Math.min(CHUNK, matrix - first);
            for (int tap = 0; tap < TAPS; tap++) {
                filter.read(from + tap * matrix + first, taps[tap], 0, count);
            }
            for (int product = 0; product < PRODUCTS * PRODUCTS; product++) {
                if (product % PRODUCTS == 0) {
                    along(product / PRODUCTS, count);
                }
                into.write(to + product * matrix + first, across(product % PRODUCTS, count), 0, count);
            }
        }
    }

    private void along(int product, int count) {
        int added = WinogradAxis.product(product).added();
        for (int u = 0; u < WINDOW; u++) {
            System.arraycopy(taps[WinogradAxis.product(product).element() * WINDOW + u], 0, along[u], 0, count);
            if (added >= 0) {
                WinogradAxis.add(along[u], taps[added * WINDOW + u], count);
            }
        }
    }

    private float[] across(int product, int count) {
        float[] factor = along[WinogradAxis.product(product).element()];
        int added = WinogradAxis.product(product).added();
        if (added < 0) {
            return factor;
        }
        System.arraycopy(factor, 0, sum, 0, count);
        WinogradAxis.add(sum, along[added], count);
        return sum;
    }
}
