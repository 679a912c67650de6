package io.kindling.tensor;

import java.util.Arrays;

/** The greatest or the least of float32 elements; NaN where one is. */
final class ExtremeLoop extends FoldLoop {
    /** Along a line, this many extremes are sought side by side: processors compare many numbers at once. */
    private static final int LANES = 16;

    private final boolean greatest;
    private final float[] extremes;
    /** A copy of what is compared: only loops over arrays from their first elements on become vector instructions. */
    private final float[] candidates;

    ExtremeLoop(boolean greatest, int outer, int folded, int inner) {
        super(outer, folded, inner);
        this.greatest = greatest;
        this.extremes = new float[inner == 1 ? LANES : inner];
        this.candidates = new float[extremes.length];
    }

    @Override
    void clear() {
        Arrays.fill(extremes, greatest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
    }

    @Override
    void along(float[] x, int from, int count) {
        for (int i = 0; i < count; i += LANES) {
            across(x, from + i, Math.min(LANES, count - i));
        }
    }

    @Override
    void across(float[] x, int from, int count) {
        System.arraycopy(x, from, candidates, 0, count);
        float[] best = extremes;
        float[] other = candidates;
        if (greatest) {
            for (int i = 0; i < count; i++) {
                best[i] = Math.max(best[i], other[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                best[i] = Math.min(best[i], other[i]);
            }
        }
    }

    @Override
    float result() {
        float extreme = extremes[0];
        for (float candidate : extremes) {
            extreme = greatest ? Math.max(extreme, candidate) : Math.min(extreme, candidate);
        }
        return extreme;
    }

    @Override
    void results(float[] into) {
        System.arraycopy(extremes, 0, into, 0, into.length);
    }
}
