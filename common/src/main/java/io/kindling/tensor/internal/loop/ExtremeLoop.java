package io.kindling.tensor.internal.loop;

import java.util.Arrays;

/** The maximum or the minimum of float32 elements; NaN if an element is NaN. */
public final class ExtremeLoop extends FoldLoop {
    /** Independent running extremes along a line, so that the processor compares several numbers at a time. */
    private static final int LANES = 16;

    private final boolean greatest;
    private final float[] extremes;
    /** A copy of the compared elements: the JVM vectorizes only loops that start at index 0 of their arrays. */
    private final float[] candidates;

    public ExtremeLoop(boolean greatest, int outer, int folded, int inner) {
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
