package io.kindling.compile.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The time that each kernel of a plan took, over all runs. */
public final class PlanProfile {
    private static volatile boolean timesAll;

    private static final List<PlanProfile> ALL = new CopyOnWriteArrayList<>();

    private final List<Instruction> instructions;
    private final long[] nanos;
    private long runs;
    private long last;

    private PlanProfile(List<Instruction> instructions) {
        this.instructions = instructions;
        this.nanos = new long[instructions.size()];
    }

    /** Enables timing for every plan that this process creates after this call. */
    public static void timeAll() {
        timesAll = true;
    }

    /** Returns one line per kernel of all timed plans. */
    public static List<Line> all() {
        return ALL.stream().flatMap(profile -> profile.lines().stream()).toList();
    }

    static @Nullable PlanProfile of(List<Instruction> instructions) {
        if (!timesAll) {
            return null;
        }
        PlanProfile profile = new PlanProfile(instructions);
        ALL.add(profile);
        return profile;
    }

    void begin(int segment) {
        runs += segment == 0 ? 1 : 0;
        last = System.nanoTime();
    }

    void done(int instruction) {
        long now = System.nanoTime();
        nanos[instruction] += now - last;
        last = now;
    }

    /**
     * The time of one kernel.
     *
     * @param kernel what it computes
     * @param layer the path of the layer that it computes for
     * @param runs the number of runs
     * @param nanos the total time
     * @param operations multiplications and additions per run of a product or convolution; 0 for other kernels
     */
    public record Line(String kernel, String layer, long runs, long nanos, double operations) {}

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            Instruction instruction = instructions.get(i);
            lines.add(new Line(
                    instruction.name(), instruction.output().layer(), runs, nanos[i], instruction.operations()));
        }
        return lines;
    }
}
