package io.kindling.driver.internal.cli.output;

import io.kindling.config.Config;
import io.kindling.driver.internal.cluster.Diagnosis;
import io.kindling.driver.internal.run.Plural;
import io.kindling.driver.internal.spark.SparkVersion;
import io.kindling.worker.internal.machine.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A diagnosis as text and as JSON. */
public record DoctorReport(Diagnosis diagnosis) {
    /** The width without a terminal. */
    public static final int WIDTH = 80;

    private static final double GIGABYTE = 1 << 30;
    private static final int NAMES = 18;

    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "doctor");
        json.put("kindling", Version.NUMBER);
        json.put("platform", Version.PLATFORM);
        json.put("master", diagnosis.master());
        json.put("spark", diagnosis.spark());
        json.put("scala", diagnosis.scala());
        json.put("driver", plain(diagnosis.driver()));
        json.put(
                "executors",
                diagnosis.executors().stream().map(DoctorReport::plain).toList());
        json.put("agree", diagnosis.agrees() && diagnosis.hasOneVersion());
        return json;
    }

    private static Object plain(Object value) {
        if (value instanceof Config config) {
            Map<String, Object> map = new LinkedHashMap<>();
            config.asMap().forEach((name, inner) -> map.put(name, plain(inner)));
            return map;
        }
        return value instanceof List<?> list
                ? list.stream().map(DoctorReport::plain).toList()
                : value;
    }

    /** @param columns the most characters of a line that has more than one word */
    public String text(int columns) {
        StringBuilder text = new StringBuilder();
        text.append("Kindling ").append(Version.NUMBER).append(" for ").append(Version.PLATFORM);
        text.append(", Spark ").append(diagnosis.spark()).append(", Scala ").append(diagnosis.scala());
        text.append(" (needs ").append(SparkVersion.NEEDED).append(")\n");
        machine(text, "driver", diagnosis.driver(), columns);
        diagnosis
                .executors()
                .forEach(executor -> machine(text, "executor " + executor.string("id"), executor, columns));
        text.append("\nMaster ")
                .append(diagnosis.master())
                .append(": ")
                .append(verdict())
                .append('\n');
        return text.toString();
    }

    private String verdict() {
        if (!diagnosis.hasOneVersion()) {
            return "the driver and the executors have different versions of Java, Spark or Kindling: training is refused.";
        }
        if (!diagnosis.agrees()) {
            return "the executors differ in native libraries, instruction sets or the handling of subnormal numbers:"
                    + " the bits of a result depend on the executor that computes it.";
        }
        return diagnosis.executors().isEmpty()
                ? "everything runs in this process."
                : Plural.of(diagnosis.executors().size(), "executor")
                        + ", all with the same libraries and instruction sets.";
    }

    private static void machine(StringBuilder all, String name, Config machine, int columns) {
        StringBuilder text = new StringBuilder();
        all.append('\n')
                .append(name)
                .append(" on ")
                .append(machine.string("host"))
                .append('\n');
        line(text, "JDK", machine.string("jdk"));
        line(text, "versions", "Spark " + machine.string("spark") + ", Kindling " + machine.string("kindling"));
        line(text, "system", machine.string("system") + ", " + machine.integer("cores") + " cores");
        for (Config library : machine.configs("libraries")) {
            line(
                    text,
                    library.string("name") + " " + library.string("version"),
                    library.string("instruction_set") + ": " + library.string("computes"));
        }
        line(text, "threads per kernel", Integer.toString(machine.integer("kernel_threads")));
        line(text, "subnormal numbers", machine.flag("flushes_subnormals") ? "flushed to zero" : "kept (slow)");
        line(text, "Java heap", limit(machine.longInteger("heap_bytes")));
        line(text, "tensors", limit(machine.longInteger("tensor_bytes")) + " off-heap");
        line(text, "whole process", limit(machine.longInteger("process_bytes")));
        line(text, "machine", limit(machine.longInteger("total_bytes")));
        String indent = " ".repeat(NAMES + 3);
        text.toString()
                .lines()
                .forEach(line ->
                        all.append(Terminal.wrapped(line, columns, indent)).append('\n'));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-" + NAMES + "s %s%n", name, value));
    }

    private static String limit(long bytes) {
        return bytes == 0 ? "no limit" : String.format(Locale.ROOT, "at most %.1f GiB", bytes / GIGABYTE);
    }
}
