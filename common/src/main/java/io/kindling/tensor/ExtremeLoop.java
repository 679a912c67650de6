package io.kindling.tensor;

import java.util.Arrays;

/**
 * The greatest or the least float32 element over neighbouring axes, of a tensor seen as (outer, folded, inner); NaN where
 * an element is.
 */
final class ExtremeLoop implements JavaKernel.Loop {
    /** Along a line, this many extremes are sought side by side: processors compare many numbers at once. */
    private static final int LANES = 16;

    /** Elements of a line that are copied at once. */
    private static final int TILE = 1024;

    private final boolean greatest;
    private final int outer;
    private final int folded;
    private final int inner;
    private final float[] line;
    private final float[] extremes;

    ExtremeLoop(boolean greatest, int outer, int folded, int inner) {
        this.greatest = greatest;
        this.outer = outer;
        this.folded = folded;
        this.inner = inner;
        this.line = new float[inner == 1 ? Math.min(folded, TILE) : inner];
        this.extremes = new float[inner == 1 ? LANES : inner];
    }

    @Override
    public void run(Elements[] inputs, Elements output) {
        Elements x = inputs[0];
        for (int o = 0; o < outer; o++) {
            Arrays.fill(extremes, greatest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
            if (inner == 1) {
                output.put(o, (double) alongLine(x, o * folded));
            } else {
                for (int f = 0; f < folded; f++) {
                    x.read((o * folded + f) * inner, line, 0, inner);
                    include(0, inner);
                }
                output.write(o * inner, extremes, 0, inner);
            }
        }
    }

    private float alongLine(Elements x, int from) {
        for (int at = 0; at < folded; at += line.length) {
            int count = Math.min(line.length, folded - at);
            x.read(from + at, line, 0, count);
            for (int i = 0; i < count; i += LANES) {
                include(i, Math.min(LANES, count - i));
            }
        }
        float extreme = extremes[0];
        for (float candidate : extremes) {
            extreme = greatest ? Math.max(extreme, candidate) : Math.min(extreme, candidate);
        }
        return extreme;
    }

    /** Compares a stretch of the line with the extremes found so far. */
    private void include(int from, int count) {
        float[] best = extremes;
        float[] candidates = line;
        if (greatest) {
            for (int i = 0; i < count; i++) {
                best[i] = Math.max(best[i], candidates[from + i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                best[i] = Math.min(best[i], candidates[from + i]);
            }
        }
    }
}
