package io.kindling.tensor;

import java.util.Arrays;

/**
 * Sums of float32 elements over neighbouring axes, of a tensor seen as (outer, folded, inner). Each sum is taken in float64
 * in one fixed order and rounded once.
 */
final class SumLoop implements JavaKernel.Loop {
    /** Where neighbours are added, this many sums go side by side: processors add many numbers at once. */
    private static final int LANES = 8;

    /** Elements of a line that are copied at once. */
    private static final int TILE = 1024;

    private final int outer;
    private final int folded;
    private final int inner;
    private final float[] line;
    private final double[] sums;
    private final float[] rounded;

    SumLoop(int outer, int folded, int inner) {
        this.outer = outer;
        this.folded = folded;
        this.inner = inner;
        this.line = new float[inner == 1 ? Math.min(folded, TILE) : inner];
        this.sums = new double[inner == 1 ? LANES : inner];
        this.rounded = new float[inner];
    }

    @Override
    public void run(Elements[] inputs, Elements output) {
        Elements x = inputs[0];
        for (int o = 0; o < outer; o++) {
            Arrays.fill(sums, 0);
            if (inner == 1) {
                output.put(o, alongLine(x, o * folded));
            } else {
                for (int f = 0; f < folded; f++) {
                    x.read((o * folded + f) * inner, line, 0, inner);
                    add(line, sums, inner);
                }
                for (int i = 0; i < inner; i++) {
                    rounded[i] = (float) sums[i];
                }
                output.write(o * inner, rounded, 0, inner);
            }
        }
    }

    private double alongLine(Elements x, int from) {
        for (int at = 0; at < folded; at += line.length) {
            int count = Math.min(line.length, folded - at);
            x.read(from + at, line, 0, count);
            int i = 0;
            for (; i + LANES <= count; i += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    sums[lane] += line[i + lane];
                }
            }
            for (; i < count; i++) {
                sums[i % LANES] += line[i];
            }
        }
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    private static void add(float[] line, double[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += line[i];
        }
    }
}
