package io.kindling.compile.internal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as readable text. */
final class PlanText {
    private final List<Instruction> instructions;
    private final MemoryPlan memoryPlan;

    PlanText(List<Instruction> instructions, MemoryPlan memoryPlan) {
        this.instructions = instructions;
        this.memoryPlan = memoryPlan;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d kernels, %,d bytes (%,d without reuse)%n",
                instructions.size(),
                memoryPlan.bytes(),
                memoryPlan.bytesWithoutReuse()));
        for (Instruction instruction : instructions) {
            Value output = instruction.output();
            text.append(String.format(
                    Locale.ROOT,
                    "%-6s = %s(%s)  %s %s %s, %,d bytes%s%n",
                    output,
                    instruction.name(),
                    instruction.inputs().stream().map(PlanText::name).collect(Collectors.joining(", ")),
                    output.dtype(),
                    output.shape(),
                    memoryPlan.isOutside(output)
                            ? "exported"
                            : String.format(Locale.ROOT, "at %,d", memoryPlan.offset(output)),
                    output.shape().size() * output.dtype().bytes(),
                    output.layer().isEmpty() ? "" : "  # " + output.layer()));
        }
        return text.toString();
    }

    private static String name(Value value) {
        Value storage = value.storage();
        if (storage.source() instanceof Value.Weight weight) {
            return weight.variable().name() + "'".repeat(weight.updates());
        }
        if (storage.source() instanceof Value.Constant constant) {
            return constant.splat().isPresent()
                    ? Double.toString(constant.splat().getAsDouble())
                    : "constant";
        }
        return (storage.source() instanceof Value.Input ? "input" : "") + storage;
    }
}
