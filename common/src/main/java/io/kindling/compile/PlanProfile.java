package io.kindling.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** How long the kernels of a plan took, over its runs. */
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

    /** Times the kernels of every plan that this process makes from now on. */
    public static void timeAll() {
        timesAll = true;
    }

    /** A line for each kernel of all plans that were timed. */
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
     * What a kernel took.
     *
     * @param kernel what it computes
     * @param layer the layers it computes for, as a path
     * @param runs how often it ran
     * @param nanos how long, in all
     * @param operations multiplications and additions of a run, where it is a product or convolution; else 0
     */
    public record Line(String kernel, String layer, long runs, long nanos, double operations) {}

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            Instruction instruction = instructions.get(i);
            lines.add(new Line(
                    instruction.name(), instruction.output().place(), runs, nanos[i], instruction.operations()));
        }
        return lines;
    }
}
