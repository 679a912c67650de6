package io.kindling.compile;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as people read it. */
final class PlanText {
    private final List<Instruction> instructions;
    private final MemoryPlan places;

    PlanText(List<Instruction> instructions, MemoryPlan places) {
        this.instructions = instructions;
        this.places = places;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d kernels, %,d bytes (%,d if nothing were reused)%n",
                instructions.size(),
                places.bytes(),
                places.bytesWithoutReuse()));
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
                    places.isOutside(output) ? "exported" : String.format(Locale.ROOT, "at %,d", places.offset(output)),
                    output.shape().size() * output.dtype().bytes(),
                    output.place().isEmpty() ? "" : "  # " + output.place()));
        }
        return text.toString();
    }

    private static String name(Value value) {
        Value held = value.held();
        if (held.source() instanceof Value.Weight weight) {
            return weight.variable().name() + "'".repeat(weight.updates());
        }
        if (held.source() instanceof Value.Constant constant) {
            return constant.splat().isPresent()
                    ? Double.toString(constant.splat().getAsDouble())
                    : "constant";
        }
        return (held.source() instanceof Value.Input ? "input" : "") + held;
    }
}
