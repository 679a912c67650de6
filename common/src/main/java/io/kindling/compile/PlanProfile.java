package io.kindling.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long the kernels of a plan took, over its runs. */
public final class PlanProfile {
    private final List<Instruction> instructions;
    private final long[] total;
    private final long[] least;
    private long runs;
    private long last;

    PlanProfile(List<Instruction> instructions) {
        this.instructions = instructions;
        this.total = new long[instructions.size()];
        this.least = new long[instructions.size()];
        Arrays.fill(least, Long.MAX_VALUE);
    }

    void begin(int segment) {
        runs += segment == 0 ? 1 : 0;
        last = System.nanoTime();
    }

    void done(int instruction) {
        long now = System.nanoTime();
        total[instruction] += now - last;
        least[instruction] = Math.min(least[instruction], now - last);
        last = now;
    }

    /**
     * What a kernel took.
     *
     * @param kernel what it computes
     * @param shape of its output
     * @param meanNanos the mean over the runs
     * @param leastNanos the least of the runs
     */
    public record Line(String kernel, String shape, double meanNanos, long leastNanos) {}

    /** A line for each kernel, in the order they run. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < total.length; i++) {
            Instruction instruction = instructions.get(i);
            lines.add(new Line(
                    instruction.name(),
                    instruction.output().shape().toString(),
                    (double) total[i] / Math.max(1, runs),
                    least[i]));
        }
        return lines;
    }
}
