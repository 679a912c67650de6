package io.kindling.compile.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The instructions of a plan between two updates of variables.
 *
 * @param from the first instruction
 * @param to the instruction after the last one
 * @param variables the variable values that are first read in this segment, by an instruction or as a result
 * @param actions the actions to perform after the last instruction
 */
record PlanSegment(int from, int to, List<Value.Weight> variables, List<Trace.Action> actions) {
    /**
     * Divides instructions at the updates of variables.
     *
     * @param actions of the trace, in order
     * @param roots the values that are results, or that actions read
     */
    static List<PlanSegment> of(List<Trace.Action> actions, List<Instruction> instructions, List<Value> roots) {
        Set<Value> read = read(roots, instructions);
        List<PlanSegment> segments = new ArrayList<>();
        List<Trace.Action> pending = new ArrayList<>();
        int from = 0;
        int since = 0;
        for (Trace.Action action : actions) {
            pending.add(action);
            if (action.updates()) {
                int to = from;
                while (to < instructions.size() && instructions.get(to).output().number() < action.before()) {
                    to++;
                }
                segments.add(of(from, to, read, since, action.before(), pending));
                pending.clear();
                from = to;
                since = action.before();
            }
        }
        segments.add(of(from, instructions.size(), read, since, Integer.MAX_VALUE, pending));
        return segments;
    }

    /** Returns the variable values that kernels read, or that are results themselves. */
    private static Set<Value> read(List<Value> roots, List<Instruction> instructions) {
        Set<Value> read = new LinkedHashSet<>();
        roots.forEach(root -> read.add(root.storage()));
        for (Instruction instruction : instructions) {
            instruction.inputs().forEach(input -> read.add(input.storage()));
        }
        read.removeIf(value -> !(value.source() instanceof Value.Weight));
        return read;
    }

    /**
     * @param read all variable values that the plan reads
     * @param since the lowest number of a value of this segment
     * @param before the number after the highest one
     */
    private static PlanSegment of(
            int from, int to, Set<Value> read, int since, int before, List<Trace.Action> actions) {
        List<Value.Weight> own = new ArrayList<>();
        for (Value value : read) {
            if (value.number() >= since && value.number() < before) {
                own.add((Value.Weight) value.source());
            }
        }
        return new PlanSegment(from, to, List.copyOf(own), List.copyOf(actions));
    }
}
