package io.kindling.tensor;

import static io.kindling.tensor.WinogradAxis.PRODUCTS;
import static io.kindling.tensor.WinogradAxis.WINDOW;

import org.bytedeco.dnnl.memory;

/** The factors that {@link WinogradAxis} makes of a filter, along both axes: a matrix for each product. */
final class WinogradFilter {
    private static final int TAPS = WINDOW * WINDOW;

    /** Elements of each matrix that are computed at once, in the fastest cache. */
    private static final int STRETCH = 512;

    private final int matrix;
    private final OneDnnReorder transposition;
    private final float[][] taps = new float[TAPS][STRETCH];
    /** Factors along the height, still one for each element along the width. */
    private final float[][] along = new float[WINDOW][STRETCH];

    private final float[] sum = new float[STRETCH];

    WinogradFilter(ConvolutionSizes sizes) {
        long from = sizes.outputs();
        long to = sizes.inputs();
        this.matrix = Math.toIntExact(from * to);
        long[] shape = {TAPS, from, to};
        this.transposition = OneDnnReorder.copy(
                new memory.desc(shape, memory.data_type.f32, new long[] {matrix, 1, from}),
                new memory.desc(shape, memory.data_type.f32, new long[] {matrix, to, 1}));
    }

    /** What {@link #transpose} writes. */
    long transposedBytes() {
        return transposition.bytes();
    }

    /** What {@link #write} writes. */
    long bytes() {
        return (long) PRODUCTS * PRODUCTS * matrix * Float.BYTES;
    }

    /** Makes a matrix (outputs, inputs) of each element of the window, whose matrices are (inputs, outputs). */
    void transpose(long filter, long into) {
        transposition.run(filter, into);
    }

    /** Writes the factors of a transposed filter; those that follow each other share what is along the height. */
    void write(Elements memory, int transposed, int into) {
        for (int first = 0; first < matrix; first += STRETCH) {
            int count = Math.min(STRETCH, matrix - first);
            for (int tap = 0; tap < TAPS; tap++) {
                memory.read(transposed + tap * matrix + first, taps[tap], 0, count);
            }
            for (int product = 0; product < PRODUCTS * PRODUCTS; product++) {
                if (product % PRODUCTS == 0) {
                    along(product / PRODUCTS, count);
                }
                memory.write(into + product * matrix + first, across(product % PRODUCTS, count), 0, count);
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
