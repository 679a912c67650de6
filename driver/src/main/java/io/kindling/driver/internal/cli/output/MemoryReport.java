package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.Plural;
import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.ProgramMemory;
import io.kindling.program.internal.replica.ProgramMemory.Planned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of {@code kindling summary} on a program's plans: their off-heap memory and their kernels. */
public record MemoryReport(ProgramSpec program, ProgramMemory memory) {
    private static final int UNIT = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int NAME_WIDTH = 12;

    public String table() {
        int width =
                memory.plans().stream().mapToInt(plan -> plan.name().length()).reduce(NAME_WIDTH, Math::max);
        String row = "%-" + width + "s %6s %12s %12s %12s %12s%n";
        StringBuilder text = new StringBuilder("Off-heap memory, with batches of " + program.batchSize() + " on "
                + Plural.of(program.shards(), "shard") + ":\n");
        text.append(String.format(Locale.ROOT, row, "", "rows", "arena", "weights", "gradient", "total"));
        for (Planned plan : memory.plans()) {
            text.append(
                    plan.isPlanned()
                            ? String.format(
                                    Locale.ROOT,
                                    row,
                                    plan.name(),
                                    plan.rows(),
                                    size(plan.arenaBytes()),
                                    size(memory.weightBytes()),
                                    plan.gradientBytes() == 0 ? "" : size(plan.gradientBytes()),
                                    size(total(plan)))
                            : String.format(
                                    Locale.ROOT, "%-" + width + "s %6d  %s", plan.name(), plan.rows(), plan.text()));
        }
        return text.append("The plans of a replica share its arena and weights. A replica with its gradients takes ")
                .append(size(memory.replicaBytes()))
                .append("; there is one for each shard that is computed concurrently.\n")
                .toString();
    }

    public String kernels() {
        List<String> parts = new ArrayList<>();
        memory.plans()
                .forEach(plan -> parts.add(plan.name() + ", " + Plural.of(plan.rows(), "row") + ": " + plan.text()));
        return String.join("\n", parts);
    }

    /** @param withKernels whether to include each plan's kernels */
    public Map<String, Object> json(boolean withKernels) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("batch_size", program.batchSize());
        json.put("shards", program.shards());
        json.put("weight_bytes", memory.weightBytes());
        json.put("replica_bytes", memory.replicaBytes());
        json.put(
                "plans",
                memory.plans().stream().map(plan -> object(plan, withKernels)).toList());
        return json;
    }

    private Map<String, Object> object(Planned plan, boolean withKernels) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", plan.name());
        json.put("rows", plan.rows());
        json.put("planned", plan.isPlanned());
        json.put("arena_bytes", plan.arenaBytes());
        json.put("gradient_bytes", plan.gradientBytes());
        json.put("total_bytes", plan.isPlanned() ? total(plan) : 0);
        if (withKernels || !plan.isPlanned()) {
            json.put(plan.isPlanned() ? "kernels" : "reason", plan.text().stripTrailing());
        }
        return json;
    }

    private long total(Planned plan) {
        return plan.arenaBytes() + memory.weightBytes() + plan.gradientBytes();
    }

    /** Returns a size such as {@code 1.2 MiB}. */
    static String size(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= UNIT && unit < UNITS.length - 1) {
            number /= UNIT;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", number, UNITS[unit]);
    }
}
