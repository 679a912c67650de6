package io.kindling.tensor.internal.loop;

import java.util.Arrays;

/** Sums of float32 elements, accumulated in float64 in a fixed order and rounded once. */
public final class SumLoop extends FoldLoop {
    /** Independent running sums along a line, so that the processor adds several numbers at a time. */
    private static final int LANES = 8;

    private final double[] sums;

    public SumLoop(int outer, int folded, int inner) {
        super(outer, folded, inner);
        this.sums = new double[inner == 1 ? LANES : inner];
    }

    @Override
    void clear() {
        Arrays.fill(sums, 0);
    }

    @Override
    void along(float[] x, int from, int count) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                sums[lane] += x[from + i + lane];
            }
        }
        for (; i < count; i++) {
            sums[i % LANES] += x[from + i];
        }
    }

    @Override
    void across(float[] x, int from, int count) {
        double[] into = sums;
        for (int i = 0; i < count; i++) {
            into[i] += x[from + i];
        }
    }

    @Override
    float result() {
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return (float) total;
    }

    @Override
    void results(float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) sums[i];
        }
    }
}
