package io.kindling.tensor.internal.loop;

import io.kindling.tensor.Elements;
import io.kindling.tensor.internal.kernel.JavaKernel;

/**
 * Reduces float32 elements over adjacent axes of a tensor seen as (outer, folded, inner). If inner is 1, the reduction
 * runs along contiguous lines, else across them. Elements are read several lines at a time; the bits do not depend on
 * which lines are read together.
 */
abstract class FoldLoop implements JavaKernel.Loop {
    /** Elements read per block; a multiple of the number of lanes of a reduction. */
    private static final int TILE = 2048;

    private final int outer;
    private final int folded;
    private final int inner;
    private final float[] read;
    private final float[] results;

    FoldLoop(int outer, int folded, int inner) {
        this.outer = outer;
        this.folded = folded;
        this.inner = inner;
        int line = inner == 1 ? folded : inner;
        int lines = Math.min(Math.max(1, TILE / line), inner == 1 ? outer : folded);
        this.read = new float[inner == 1 ? Math.min(TILE, lines * line) : lines * line];
        this.results = new float[inner == 1 ? lines : inner];
    }

    /** Resets the accumulators. */
    abstract void clear();

    /** Reduces {@code count} elements, beginning at {@code from}, into one. */
    abstract void along(float[] x, int from, int count);

    /** Folds {@code count} elements, beginning at {@code from}, each into its own accumulator. */
    abstract void across(float[] x, int from, int count);

    /** Returns the result of {@link #along}. */
    abstract float result();

    /** Writes the results of {@link #across}. */
    abstract void results(float[] into);

    @Override
    public final void run(Elements[] inputs, Elements output) {
        if (inner == 1) {
            runAlong(inputs[0], output);
        } else {
            runAcross(inputs[0], output);
        }
    }

    private void runAlong(Elements x, Elements output) {
        for (int first = 0; first < outer; first += results.length) {
            int lines = Math.min(results.length, outer - first);
            if (folded <= read.length) {
                x.read(first * folded, read, 0, lines * folded);
            }
            for (int line = 0; line < lines; line++) {
                clear();
                if (folded <= read.length) {
                    along(read, line * folded, folded);
                } else {
                    inTiles(x, (first + line) * folded);
                }
                results[line] = result();
            }
            output.write(first, results, 0, lines);
        }
    }

    private void inTiles(Elements x, int from) {
        for (int at = 0; at < folded; at += read.length) {
            int count = Math.min(read.length, folded - at);
            x.read(from + at, read, 0, count);
            along(read, 0, count);
        }
    }

    private void runAcross(Elements x, Elements output) {
        int maxLines = read.length / inner;
        for (int o = 0; o < outer; o++) {
            clear();
            for (int first = 0; first < folded; first += maxLines) {
                int lines = Math.min(maxLines, folded - first);
                x.read((o * folded + first) * inner, read, 0, lines * inner);
                for (int line = 0; line < lines; line++) {
                    across(read, line * inner, inner);
                }
            }
            results(results);
            output.write(o * inner, results, 0, inner);
        }
    }
}
